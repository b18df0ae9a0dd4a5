-- What operators do by hand.

-- A person holds a pending export back. `held` is another matter: the hub waits for an import that shows what became of it.
alter table export_change add column held_by text;
alter table export_change add column held_since timestamptz;
create index export_change_held on export_change (agent_id, entry_id) where held_by is not null;

-- The last number of an agent's runs, where the run itself was cleared: numbers never begin anew.
create table run_number (
  agent_id integer primary key,
  number integer not null
);
create index run_ended on run (ended_at) where ended_at is not null;
