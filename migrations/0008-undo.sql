-- Undoing a run: what has to be known of links, and what an undo works through.

-- The state of the entry before this link was made, where that was no normal disconnector's; leaving: it was to be deleted.
alter table link add column state_before text;
-- Rows are appended in the order of steps: a summary of each stretch finds those of a step, and costs nothing to keep.
create index link_step on link using brin (step_id) with (pages_per_range = 16);

-- The metaverse objects that the undone run changed: a row each, while the step that undoes it works.
create table undo_object (
  step_id bigint not null references run_step on delete cascade, -- the step that undoes
  object_id bigint not null,
  changed_by bigint,                 -- the step that changed it since: it is left alone, and the row stays
  problem jsonb,                     -- or why it could not be put back; then changed_by is this very step
  primary key (step_id, object_id)
);

alter table what_if add column undo_run bigint; -- the run that is undone on the copy, in place of synchronizing
alter table what_if add column digest text;     -- of an undo: what it found, so that nothing else is undone later
