-- The foundation: what people edit, what runs move, and what runs leave behind.
-- Design: docs/decisions/0002-storage.md. Values are canonical text inside jsonb: {"mail": ["a@b"]}.

-- Ids of entries and metaverse objects are handed out in blocks of 1,000, so that a batch costs one round trip.
create sequence object_block;

-- ---------------------------------------------------------------- what people edit

create table configuration_version (
  id integer generated always as identity primary key,
  document jsonb not null,
  source text not null,
  digest text not null,
  author text not null,
  applied_at timestamptz not null default now()
);

create table agent (
  id integer generated always as identity primary key,
  name text not null unique,
  connector text not null,
  settings jsonb not null,
  guard jsonb not null default '{}',
  position integer not null,
  full_import_required boolean not null default true,
  full_synchronization_required boolean not null default true,
  watermark text,
  imported_at timestamptz,
  created_at timestamptz not null default now(),
  removed_at timestamptz
);

create table run_profile (
  id integer generated always as identity primary key,
  agent_id integer not null references agent on delete cascade,
  name text not null,
  steps jsonb not null,
  unique (agent_id, name)
);

create table schedule (
  id integer generated always as identity primary key,
  name text not null unique,
  cron text not null,
  timezone text not null,
  runs jsonb not null,
  enabled boolean not null default true
);

-- Names of rules as small numbers, so that a contribution is small. A name keeps its number for ever.
create table rule (
  id integer generated always as identity primary key,
  name text not null unique
);

create table api_key (
  id integer generated always as identity primary key,
  name text not null,
  prefix text not null unique,
  hash text not null,
  role text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);

create table audit_event (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor text not null,
  operation text not null,
  target text,
  outcome text not null,
  details jsonb not null default '{}'
);

-- ---------------------------------------------------------------- connector spaces

-- Keys begin with the entry's id, which is unique by itself: an index that began with the agent would look selective
-- to a planner without statistics, and read a whole connector space for one row.
-- One partition an agent (entry_<agent id>): clearing a connector space is a metadata operation.
create table entry (
  agent_id integer not null,
  id bigint not null,
  object_type text not null,
  anchor text,                       -- absent on a provisioned object that the source has not confirmed
  dn text not null,
  dn_key uuid,                       -- hash of the normalized name; null while transient (domain.md 1.6)
  hash uuid,                         -- hash of the whole imported image with its references; null when never imported
  image jsonb not null default '{}', -- import image: layers 0 + 1
  step_id bigint,                    -- the import step that last staged it
  created_at timestamptz not null default now(),
  primary key (id, agent_id)
) partition by list (agent_id);
create unique index entry_anchor on entry (anchor, agent_id);
create unique index entry_dn on entry (dn_key, agent_id);

-- References as rows. The target is found by its key, which is unique in the agent: a target that appears later needs no write here.
create table entry_reference (
  agent_id integer not null,
  entry_id bigint not null,
  attribute text not null,
  target_key uuid not null,
  target text not null,
  state smallint not null default 0, -- 0 settled, 1 pending add, 2 pending delete: not yet synchronized
  primary key (entry_id, attribute, target_key, agent_id)
) partition by list (agent_id);
create index entry_reference_target on entry_reference (target_key);
create index entry_reference_pending on entry_reference (entry_id) where state <> 0;

-- Layer 1 and the work list of synchronization: a row a changed entry, removed when it is synchronized.
create table pending_import (
  agent_id integer not null,
  entry_id bigint not null,
  operation text not null,           -- add, update, delete, delete-add
  previous jsonb,                    -- layer 0, when it differs from the import image
  previous_type text,
  moved boolean not null default false, -- its name changed hands: whoever refers to it, or to the name, is looked at
  step_id bigint,
  primary key (entry_id)
);
create index pending_import_order on pending_import (agent_id, entry_id);

create table link (
  agent_id integer not null,
  entry_id bigint not null,
  object_id bigint not null,
  rule_id integer,
  explicit boolean not null default false,
  linked_at timestamptz not null default now(),
  contributions jsonb not null default '{}', -- metaverse attribute -> [rule id, milliseconds since 1970]
  primary key (entry_id)
);
create index link_object on link (object_id);

-- Synchronized entries that are linked to nothing.
create table disconnector (
  agent_id integer not null,
  entry_id bigint not null,
  state text not null,               -- disconnector, explicit-disconnector, filtered-disconnector
  rule_id integer,
  since timestamptz not null default now(),
  primary key (entry_id)
);
create index disconnector_order on disconnector (agent_id, entry_id);

-- Layers 2 to 4 of an entry: what is to be sent, is being sent, was sent and not yet seen back.
create table export_change (
  agent_id integer not null,
  entry_id bigint not null,
  layer text not null,               -- pending, escrowed, unconfirmed
  operation text not null,           -- add, update, delete, delete-add
  dn text,
  changes jsonb not null default '{}',
  may_be_sent boolean not null default false,
  held boolean not null default false,
  depth integer not null default 1,
  step_id bigint,
  changed_at timestamptz not null default now(),
  primary key (entry_id, layer)
);
create index export_change_order on export_change (agent_id, layer, operation, depth, entry_id);

create table export_reference (
  agent_id integer not null,
  entry_id bigint not null,
  attribute text not null,
  target_id bigint not null,         -- an entry of the same agent
  layer text not null,
  operation smallint not null,       -- 1 add, 2 delete
  primary key (entry_id, attribute, target_id, layer)
);
create index export_reference_target on export_reference (target_id);

-- ---------------------------------------------------------------- metaverse

create table metaverse_object (
  id bigint primary key,
  type text not null,
  attributes jsonb not null,
  keys jsonb not null,               -- indexed attributes, normalized for joins and searches
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
create index metaverse_object_type on metaverse_object (type, id);

create table metaverse_reference (
  object_id bigint not null,
  attribute text not null,
  target_id bigint not null,
  agent_id integer not null,
  entry_id bigint not null,
  rule_id integer not null,
  at timestamptz not null default now(),
  primary key (object_id, attribute, target_id)
);
create index metaverse_reference_target on metaverse_reference (target_id, attribute);

-- Consumers read rows with xact < pg_snapshot_xmin(pg_current_snapshot()): no gap can close behind them.
create table change_feed (
  sequence bigint generated always as identity primary key,
  xact xid8 not null default pg_current_xact_id(),
  object_id bigint not null,
  object_type text not null,
  kind text not null,                -- created, updated, deleted
  attributes text[] not null default '{}',
  step_id bigint,
  at timestamptz not null default now()
);
create index change_feed_object on change_feed (object_id, sequence);

-- ---------------------------------------------------------------- runs

create table run (
  id bigint generated always as identity primary key,
  agent_id integer not null,
  agent_name text not null,
  profile_name text not null,
  number integer not null,
  status text not null default 'queued',
  requested_by text not null,
  after_id bigint,                   -- starts when that run has ended well
  schedule text,
  cancel_requested boolean not null default false,
  worker text,
  requested_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  unique (agent_id, number)
);
create index run_open on run (agent_id, id) where ended_at is null;

create table run_step (
  id bigint generated always as identity primary key,
  run_id bigint not null references run on delete cascade,
  number integer not null,
  type text not null,
  definition jsonb not null,
  status text not null default 'queued',
  started_at timestamptz,
  ended_at timestamptz,
  counters jsonb not null default '{}',
  progress jsonb not null default '{}', -- done, total, rate
  problem jsonb,
  unique (run_id, number)
);

create table run_event (
  run_id bigint not null references run on delete cascade,
  number integer not null,
  at timestamptz not null default now(),
  kind text not null,                -- run-started, step-started, progress, problem, step-ended, run-ended
  step_number integer,
  data jsonb not null default '{}',
  primary key (run_id, number)
);

-- Which objects are behind a counter.
create table run_detail (
  step_id bigint not null,
  counter text not null,
  agent_id integer not null,
  entry_id bigint,
  object_id bigint,
  dn text
);
create index run_detail_step on run_detail (step_id, counter);

-- Per-object problems that stand now. A problem keeps its first time while it stays the same.
create table problem (
  id bigint generated always as identity primary key,
  phase text not null,               -- import, synchronization, export
  agent_id integer not null,
  entry_id bigint not null default 0, -- 0: no entry could be made of it
  place text not null default '',    -- tells problems without an entry apart
  code text not null,
  message text not null,
  hint text,
  details jsonb not null default '{}',
  first_occurred_at timestamptz not null default now(),
  last_occurred_at timestamptz not null default now(),
  retry_count integer not null default 0,
  step_id bigint,
  unique (agent_id, entry_id, phase, place)
);
create index problem_entry on problem (entry_id);

create table lease (
  name text primary key,
  holder text not null,
  until timestamptz not null
);
