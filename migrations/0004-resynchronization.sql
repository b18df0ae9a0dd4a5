-- Entries that a changed configuration can affect: the next delta synchronization of their agent applies the rules to them
-- as a full one would.
create table resynchronization (
  agent_id integer not null,
  entry_id bigint not null,
  primary key (entry_id)
);
create index resynchronization_order on resynchronization (agent_id, entry_id);
