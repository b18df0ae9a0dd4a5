-- Objects that the deletion rule has given up and that wait for a connector to come back (grace period).
create table deferred_deletion (
  object_id bigint primary key,
  agent_id integer not null,         -- whose connector was lost
  due timestamptz not null,
  since timestamptz not null default now()
);
create index deferred_deletion_due on deferred_deletion (due, object_id);

-- For a delete-add: the type of the object that is added.
alter table export_change add column object_type text;
