-- Who paused a schedule, when and why. By its name, apart from the configuration: a pause outlasts every other version of it.
create table schedule_pause (
  schedule text primary key,
  paused_at timestamptz not null default now(),
  paused_by text not null,
  reason text
);
-- The last run of a schedule.
create index run_schedule on run (schedule, id) where schedule is not null;
