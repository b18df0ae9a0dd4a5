-- Rules in code: the files of a configuration version, so that every process runs what was applied.
create table configuration_file (
  version_id integer not null references configuration_version (id),
  -- Relative to the folder of the configuration, with slashes.
  path text not null,
  content text not null,
  primary key (version_id, path)
);
