import { describe, expect, test } from '@jest/globals'
import { sql } from '../../src/connectors/sql/index.js'
import { selfSigned } from '../support/certificates.js'
import { startMariadb } from '../support/mariadb.js'
import { startPostgresql } from '../support/postgresql.js'
import { describeWithServer } from '../support/servers.js'
import { connectorError, readAll } from './reading.js'

type Start = typeof startPostgresql | typeof startMariadb

function tlsTests(database: string, start: Start): void {
  test('an encrypted connection needs a certificate that is trusted and carries the right name', async () => {
    const { certificate, key, remove } = selfSigned()
    const server = await start({ certificate, key })
    try {
      const { port, user, password } = server
      const name = await server.createDatabase()
      const read = (tls: object) =>
        readAll({
          connector: sql,
          settings: {
            database,
            host: '127.0.0.1',
            port,
            user,
            password,
            name,
            encrypt: true,
            tls,
            objects: { one: { query: `select 'a' as id`, key: 'id' } },
          },
          types: [{ name: 'one', attributes: [] }],
        })
      const named = { servername: 'hub-test' }
      expect((await read({ ...named, ca: certificate })).deltas).toHaveLength(1)
      expect((await read({ rejectUnauthorized: false })).deltas).toHaveLength(1)
      for (const tls of [named, { servername: 'other', ca: certificate }]) {
        const error = await connectorError(read(tls))
        expect([error.status, error.problem.code]).toEqual(['no-start-connection', 'source.unreachable'])
        expect(error.problem.message).toContain('did not prove who it is')
      }
      if (database === 'postgresql') expect((await read({ ca: certificate })).deltas).toHaveLength(1)
      else expect((await connectorError(read({ ca: certificate }))).problem.hint).toContain('tls.servername')
    } finally {
      await server.stop()
      remove()
    }
  }, 120_000)
}

describe('TLS to PostgreSQL', () => tlsTests('postgresql', startPostgresql))
describeWithServer('mariadb', 'TLS to MariaDB', () => tlsTests('mariadb', startMariadb))
