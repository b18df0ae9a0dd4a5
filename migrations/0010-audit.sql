-- The audit log is only ever appended to, and the hash of every event covers the one before it (`hub audit verify`).
-- How a deed ended is an event of its own that completes the one that began it.
alter table audit_event add column origin text not null default '';
alter table audit_event add column completes bigint references audit_event;
alter table audit_event add column hash bytea;
alter table audit_event alter column id drop identity;
create index audit_event_completes on audit_event (completes) where completes is not null;

create function audit_hash(previous bytea, event audit_event) returns bytea language sql stable as $$
  select sha256(previous || convert_to(jsonb_build_array(event.id, extract(epoch from event.at), event.actor, event.origin,
    event.operation, event.target, event.outcome, event.details, event.completes)::text, 'UTF8'))
$$;

do $$
declare
  event audit_event;
  number bigint := 0;
  previous bytea := '';
begin
  for event in select * from audit_event order by id loop
    number := number + 1;
    update audit_event set id = number where id = event.id;
    event.id := number;
    previous := audit_hash(previous, event);
    update audit_event set hash = previous where id = number;
  end loop;
end $$;
alter table audit_event alter column hash set not null;

-- Events are numbered without gaps, one after the other: whoever appends waits for whoever is appending.
create function audit_append() returns trigger language plpgsql as $$
declare
  last audit_event;
begin
  perform pg_advisory_xact_lock(4829503);
  select * into last from audit_event order by id desc limit 1;
  new.id := coalesce(last.id, 0) + 1;
  new.hash := audit_hash(coalesce(last.hash, ''), new);
  return new;
end $$;
create trigger audit_append before insert on audit_event for each row execute function audit_append();

create function audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is only ever appended to';
end $$;
create trigger audit_refuse before update or delete or truncate on audit_event execute function audit_refuse();

-- What a key is for: roles, or the farm whose view it may see.
alter table api_key add column scopes text[];
update api_key set scopes = array[role];
alter table api_key alter column scopes set not null;
alter table api_key drop column role;
