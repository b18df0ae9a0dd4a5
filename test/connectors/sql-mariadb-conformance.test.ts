import { afterAll, beforeAll, describe } from '@jest/globals'
import type { Connection } from 'mysql2/promise'
import { sql } from '../../src/connectors/sql/index.js'
import { type Mariadb, startMariadb } from '../support/mariadb.js'
import { describeWithServer } from '../support/servers.js'
import { conformance } from './conformance.js'
import { change, fill, OBJECTS, type Run, schemaOf } from './sql-people.js'

const runOf =
  (connection: Connection): Run =>
  async (text, values = []) => {
    const [rows] = await connection.query(text, [...values])
    return rows as Record<string, unknown>[]
  }

/** The triggers of a change table; each has the changes of one table. */
const noted = (table: string): string[] => [
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

const changes = (table: string) => ({ table: `${table}_change`, key: 'id', sequence: 'number', operation: 'what' })

const METHODS: Readonly<Record<string, { readonly prepare: readonly string[]; readonly settings: object }>> = {
  'a watermark column, deletions by listing': {
    prepare: [],
    settings: { delta: { method: 'watermark', deletions: 'listing' }, objects: OBJECTS },
  },
  'a change table': {
    prepare: [...noted('person'), ...noted('team')],
    settings: {
      delta: { method: 'changes' },
      objects: {
        inetOrgPerson: { ...OBJECTS.inetOrgPerson, changes: changes('person') },
        groupOfNames: { ...OBJECTS.groupOfNames, changes: changes('team') },
      },
    },
  },
}

describeWithServer('mariadb', 'a MariaDB database', () => {
  let server: Mariadb
  beforeAll(async () => {
    server = await startMariadb()
  }, 120_000)
  afterAll(() => server.stop(), 60_000)

  describe.each(Object.entries(METHODS))('with %s', (title, { prepare, settings }) => {
    conformance(`sql (${title})`, {
      connector: sql,
      start: async objects => {
        const name = await server.createDatabase()
        await server.run(name, async connection => {
          for (const statement of [...schemaOf('mariadb'), ...prepare]) await connection.query(statement)
          await fill(runOf(connection), objects, 'mariadb')
        })
        const { port, user, password } = server
        return {
          settings: { database: 'mariadb', host: '127.0.0.1', port, user, password, name, ...settings },
          change: deltas => server.run(name, connection => change(runOf(connection), deltas)),
          stop: () => server.dropDatabase(name),
        }
      },
    })
  })
})
