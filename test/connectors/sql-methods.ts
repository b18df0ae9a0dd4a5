import { type Flavour, OBJECTS } from './sql-people.js'

/** How a method of delta imports is set up in the database, and in the settings. */
export interface Method {
  readonly prepare: readonly string[]
  /** `SLOT` stands for the name of a replication slot. */
  readonly settings: { readonly delta: object; readonly objects: object }
}

const TOUCH = `create function touch() returns trigger language plpgsql as
  'begin new.changed = clock_timestamp(); return new; end'`
const NOTE = `create function note() returns trigger language plpgsql as
  'begin insert into change (kind, id, what) values (tg_table_name, coalesce(new.id, old.id), lower(tg_op)); return null; end'`
const TABLES = ['person', 'person_description', 'person_photo', 'team', 'team_member']

const changes = (table: string) => ({ table: `${table}_change`, key: 'id', sequence: 'number', operation: 'what' })

const withChanges = {
  inetOrgPerson: { ...OBJECTS.inetOrgPerson, changes: changes('person') },
  groupOfNames: { ...OBJECTS.groupOfNames, changes: changes('team') },
}

const notedByMariadb = (table: string): string[] => [
  `create table ${table}_change (number bigint auto_increment primary key, id bigint, what varchar(10))`,
  ...[
    ['insert', 'new'],
    ['update', 'new'],
    ['delete', 'old'],
  ].map(
    ([what, row]) =>
      `create trigger ${table}_${what} after ${what} on ${table} for each row
       insert into ${table}_change (id, what) values (${row}.id, '${what}')`,
  ),
]

const watermark = { delta: { method: 'watermark', deletions: 'listing' }, objects: OBJECTS }

export const METHODS: Readonly<Record<Flavour, Readonly<Record<string, Method>>>> = {
  postgresql: {
    'a watermark column and a listing': {
      prepare: [
        TOUCH,
        ...['person', 'team'].map(
          table => `create trigger touched before update on ${table} for each row execute function touch()`,
        ),
      ],
      settings: watermark,
    },
    'a change table': {
      prepare: [
        'create table change (number bigint generated always as identity primary key, kind text, id bigint, what text)',
        NOTE,
        ...['person', 'team'].flatMap(table => [
          `create trigger noted after insert or update or delete on ${table} for each row execute function note()`,
          `create view ${table}_change as select number, id, what from change where kind = '${table}'`,
        ]),
      ],
      settings: { delta: { method: 'changes' }, objects: withChanges },
    },
    'logical decoding': {
      prepare: [
        'alter table person_description replica identity full',
        'alter table person_photo replica identity full',
        `create publication hub for table ${TABLES.join(', ')}`,
        `select pg_create_logical_replication_slot('SLOT', 'pgoutput')`,
      ],
      settings: { delta: { method: 'logical', slot: 'SLOT', publication: 'hub' }, objects: OBJECTS },
    },
  },
  mariadb: {
    'a watermark column and a listing': { prepare: [], settings: watermark },
    'a change table': {
      prepare: [...notedByMariadb('person'), ...notedByMariadb('team')],
      settings: { delta: { method: 'changes' }, objects: withChanges },
    },
  },
}
