-- A schedule is due by the clock, or whenever its agent's source has changed.
alter table schedule alter column cron drop not null;
alter table schedule add column watch text;
alter table schedule add constraint schedule_due check ((cron is null) <> (watch is null));
