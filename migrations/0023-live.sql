-- Events of all runs in one order that subscribers resume from: by transaction, then as written. Rows from before have none and
-- are not told; neither column rewrites the table.
create sequence run_event_sequence;
alter table run_event add column xact xid8;
alter table run_event add column sequence bigint;
alter table run_event alter column xact set default pg_current_xact_id();
alter table run_event alter column sequence set default nextval('run_event_sequence');
create index run_event_order on run_event (xact, sequence)
  where kind in ('run-queued', 'run-started', 'step-started', 'step-ended', 'run-ended');

-- Whoever writes changes announces them, once a transaction: equal announcements of one transaction are one.
create function announce_changes() returns trigger language plpgsql as $$
begin
  perform pg_notify('hub_change', pg_current_xact_id()::text);
  return null;
end $$;
create trigger change_feed_announced after insert on change_feed for each statement execute function announce_changes();
