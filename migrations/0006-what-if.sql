-- What-ifs: the rules of a configuration tried on a copy of the data, and what would be different then.
-- The copy is a schema of its own (what_if_<id>), which is dropped when the comparison is done; only this stays, for a day.

create table what_if (
  id integer generated always as identity primary key,
  document text,                     -- YAML; null: the configuration in force
  files jsonb not null default '{}', -- its rules in code: path to text
  version integer,                   -- the version in force when it was asked for
  agents text[],                     -- in the order they are synchronized in; null: all
  mode text not null,                -- full, delta
  status text not null default 'queued', -- queued, copying, synchronizing, comparing, completed, failed, cancelled
  requested_by text not null,
  cancel_requested boolean not null default false,
  worker text,
  alive_at timestamptz,              -- the worker's last sign of life
  requested_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  progress jsonb not null default '{}', -- agent, done, total
  steps jsonb not null default '[]', -- agent, status, counters, problem of each
  counts jsonb not null default '[]', -- kind, agent, operation, attribute, objects, differences
  problem jsonb
);
create index what_if_open on what_if (id) where ended_at is null;

create table what_if_difference (
  what_if_id integer not null,
  number bigint generated always as identity,
  kind text not null,
  agent text,                        -- whose entry; of a value, who gives it (or gave it)
  entry_id bigint,                   -- null when it does not exist yet
  dn text,
  object_id bigint,                  -- null when it does not exist yet
  object_type text,
  label text,
  operation text,                    -- of an export
  attribute text,
  rule text,
  before jsonb,
  after jsonb,
  removed bigint,                    -- references: how many go and come; before and after name the first of them
  added bigint,
  primary key (what_if_id, number)
);
create index what_if_difference_kind on what_if_difference (what_if_id, kind, number);
