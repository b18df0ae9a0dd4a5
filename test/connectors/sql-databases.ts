import { startMariadb } from '../support/mariadb.js'
import { startPostgresql } from '../support/postgresql.js'
import type { Flavour, Run } from './sql-people.js'

/** One database of a server of the test file's own, the same to handle whichever server it is. */
export interface TestSource {
  readonly flavour: Flavour
  /** Where it is, as settings of the connector. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly name: string
  /** Runs statements on a connection of their own. */
  run<T>(work: (run: Run) => Promise<T>): Promise<T>
  /** Leaves nothing in the database. */
  empty(): Promise<void>
  stop(): Promise<void>
}

export const startSource = (flavour: Flavour): Promise<TestSource> =>
  flavour === 'postgresql' ? postgresqlSource() : mariadbSource()

async function postgresqlSource(): Promise<TestSource> {
  const server = await startPostgresql()
  const name = await server.createDatabase()
  const { port, user, password } = server
  return {
    flavour: 'postgresql',
    name,
    settings: { database: 'postgresql', host: '127.0.0.1', port, user, password, name },
    run: work =>
      server.run(name, client =>
        work(async (text, values = []) => {
          let n = 0
          return (await client.query(values.length === 0 ? text : text.replace(/\?/g, () => `$${++n}`), [...values]))
            .rows
        }),
      ),
    empty: () => server.emptyDatabase(name),
    stop: () => server.stop(),
  }
}

async function mariadbSource(): Promise<TestSource> {
  const server = await startMariadb()
  const name = await server.createDatabase()
  const { port, user, password } = server
  return {
    flavour: 'mariadb',
    name,
    settings: { database: 'mariadb', host: '127.0.0.1', port, user, password, name },
    run: work =>
      server.run(name, connection =>
        work(async (text, values = []) => {
          const [rows] = await connection.query(text, [...values])
          return rows as Record<string, unknown>[]
        }),
      ),
    empty: () =>
      server.run('', async connection => {
        await connection.query(`drop database ${name}; create database ${name}`)
      }),
    stop: () => server.stop(),
  }
}
