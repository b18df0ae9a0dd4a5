import { afterAll, beforeAll, describe } from '@jest/globals'
import type { Client } from 'pg'
import { sql } from '../../src/connectors/sql/index.js'
import { type Postgresql, startPostgresql } from '../support/postgresql.js'
import { conformance } from './conformance.js'
import { change, fill, OBJECTS, type Run, schemaOf } from './sql-people.js'

let server: Postgresql
let name: string
beforeAll(async () => {
  server = await startPostgresql()
  name = await server.createDatabase()
}, 60_000)
afterAll(() => server.stop())

const runOf =
  (client: Client): Run =>
  async (text, values = []) => {
    let n = 0
    return (
      await client.query(
        text.replace(/\?/g, () => `$${++n}`),
        [...values],
      )
    ).rows
  }

const TOUCH = `create function touch() returns trigger language plpgsql as
  'begin new.changed = clock_timestamp(); return new; end'`

const TABLES = ['person', 'person_description', 'person_photo', 'team', 'team_member']

/** How each method of delta imports is set up in the database, and in the settings. */
const METHODS: Readonly<Record<string, { readonly prepare: readonly string[]; readonly settings: object }>> = {
  'a watermark column, deletions by listing': {
    prepare: [
      TOUCH,
      ...['person', 'team'].map(
        table => `create trigger touched before update on ${table} for each row execute function touch()`,
      ),
    ],
    settings: { delta: { method: 'watermark', deletions: 'listing' }, objects: OBJECTS },
  },
  'a change table': {
    prepare: [
      `create table change (number bigint generated always as identity primary key, kind text, id bigint, what text)`,
      `create function note() returns trigger language plpgsql as
        'begin insert into change (kind, id, what) values (tg_table_name, coalesce(new.id, old.id), lower(tg_op)); return null; end'`,
      ...['person', 'team'].map(
        table =>
          `create trigger noted after insert or update or delete on ${table} for each row execute function note()`,
      ),
      `create view person_change as select number, id, what from change where kind = 'person'`,
      `create view team_change as select number, id, what from change where kind = 'team'`,
    ],
    settings: {
      delta: { method: 'changes' },
      objects: {
        inetOrgPerson: {
          ...OBJECTS.inetOrgPerson,
          changes: { table: 'person_change', key: 'id', sequence: 'number', operation: 'what' },
        },
        groupOfNames: {
          ...OBJECTS.groupOfNames,
          changes: { table: 'team_change', key: 'id', sequence: 'number', operation: 'what' },
        },
      },
    },
  },
  'logical decoding': {
    prepare: [
      ...TABLES.slice(1, 3).map(table => `alter table ${table} replica identity full`),
      `create publication hub for table ${TABLES.join(', ')}`,
    ],
    settings: { delta: { method: 'logical', slot: 'SLOT', publication: 'hub' }, objects: OBJECTS },
  },
}

describe.each(Object.entries(METHODS))('PostgreSQL with %s', (title, { prepare, settings }) => {
  conformance(`sql (${title})`, {
    connector: sql,
    start: async objects => {
      await server.run(name, async client => {
        for (const statement of [...schemaOf('postgresql'), ...prepare]) await client.query(statement)
        if (title === 'logical decoding') {
          await client.query(`select pg_create_logical_replication_slot($1, 'pgoutput')`, [name])
        }
        await fill(runOf(client), objects, 'postgresql')
      })
      const { port, user, password } = server
      const whole = JSON.parse(JSON.stringify(settings).replace('SLOT', name))
      return {
        settings: { database: 'postgresql', host: '127.0.0.1', port, user, password, name, ...whole },
        change: deltas => server.run(name, client => change(runOf(client), deltas)),
        stop: () => server.emptyDatabase(name),
      }
    },
  })
})
