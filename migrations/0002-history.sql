-- What was: values before they changed, links that ended, references that went. What is has no second copy.
-- Design: docs/decisions/0006-history-is-what-was.md.

-- From when on the past is known; null: from the beginning.
create table history_kept (since timestamptz);
insert into history_kept (since) select case when exists (select from change_feed) then now() end;

-- metaverse attribute -> {"values": […], "by": [[agent, entry, rule, milliseconds since 1970] …]}, both absent when there was nothing.
-- Null for creations, and for changes of references alone.
alter table change_feed add column before jsonb;
alter table change_feed add column type_before text; -- when the object's type changed
-- Rows are appended in the order of steps and of time: a summary of each stretch finds them, and costs nothing to keep.
create index change_feed_step on change_feed using brin (step_id) with (pages_per_range = 16);

alter table link add column step_id bigint; -- the step that made it

create table link_past (
  agent_id integer not null,
  entry_id bigint not null,
  object_id bigint not null,
  rule_id integer,
  explicit boolean not null,
  linked_at timestamptz not null,
  step_id bigint,
  unlinked_at timestamptz not null default now(),
  unlinked_step_id bigint,
  ended text,                        -- what became of the entry: a state of a disconnector, removed, joined-elsewhere
  dn text,                           -- its name and anchor when the link ended
  anchor text
);
create index link_past_object on link_past (object_id, unlinked_at);
create index link_past_entry on link_past (entry_id);
create index link_past_step on link_past (unlinked_step_id);

-- A reference that has gone, or that somebody else gives now.
create table metaverse_reference_past (
  object_id bigint not null,
  attribute text not null,
  target_id bigint not null,
  agent_id integer not null,
  entry_id bigint not null,
  rule_id integer not null,
  at timestamptz not null,
  until timestamptz not null default now(),
  step_id bigint                     -- the step that ended it
);
create index metaverse_reference_past_object on metaverse_reference_past (object_id, until);
create index metaverse_reference_past_until on metaverse_reference_past using brin (until) with (pages_per_range = 16);

-- What runs did to one entry.
create index run_detail_entry on run_detail (entry_id) where entry_id is not null;
