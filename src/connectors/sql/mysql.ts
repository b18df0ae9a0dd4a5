import { connect as connectTcp, isIP } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, type ConnectionOptions, createConnection, type FieldPacket } from 'mysql2'
import { stop } from '../kit/stop.js'
import type { Dialect } from './dialect.js'
import { type Address, type Column, DatabaseError, type Driver, type Result, type Row } from './driver.js'
import { settled } from './mysql-settled.js'
import { columnOf, native, readerOf } from './mysql-values.js'
import { type Bound, type Cell, rendered } from './statement.js'

/** How many statements stay prepared; a server has 16,382 for everybody. */
const PREPARED = 100

export async function connectMysql(address: Address, dialect: Dialect): Promise<Driver> {
  const connection = createConnection({
    host: address.host,
    port: address.port,
    ...(address.name !== undefined && { database: address.name }),
    ...(address.user !== undefined && { user: address.user }),
    ...(address.password !== undefined && { password: address.password }),
    ...proved(address),
    connectTimeout: address.connectTimeout,
    charset: 'UTF8MB4_UNICODE_CI',
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    multipleStatements: false,
    enableKeepAlive: true,
    maxPreparedStatements: PREPARED,
    infileStreamFactory: () => {
      throw new Error('Local files are not sent.')
    },
  })
  const state = { lost: false, streaming: false }
  connection.on('error', () => {
    state.lost = true
  })
  connection.on('end', () => {
    state.lost = true
  })
  const plain = (text: string) =>
    new Promise<void>((resolve, reject) => {
      connection.query(text, error => (error ? reject(troubleOf(error)) : resolve()))
    })
  try {
    await new Promise<void>((resolve, reject) => {
      connection.connect(error => (error ? reject(troubleOf(error)) : resolve()))
    })
    await plain(sessionOf(dialect, address.timeout))
  } catch (error) {
    connection.destroy()
    throw error
  }
  const driver: Driver = {
    dialect,
    interleaves: false,
    query: statement => execute(connection, rendered(statement, dialect)),
    async *stream(statement, size) {
      state.streaming = true
      yield* streamed(connection, rendered(statement, dialect), size)
      state.streaming = false
    },
    begin: mode =>
      plain(mode === 'snapshot' ? 'start transaction with consistent snapshot, read only' : 'start transaction'),
    commit: () => plain('commit'),
    // A stream that was not read to its end is in the way; the connection is closed in any case.
    rollback: () => (state.streaming || state.lost ? Promise.resolve() : plain('rollback')),
    settled: request => settled(driver, request),
    [Symbol.asyncDispose]: async () => {
      if (state.lost || state.streaming) return connection.destroy()
      const bye = new Promise<void>(done => connection.end(() => done()))
      await Promise.race([bye, sleep(500, undefined, { ref: false })])
      connection.destroy()
    },
  }
  return driver
}

/** The driver takes the name that a certificate must carry from the host: it gets that name, and a socket to where the server is. */
function proved({ host, port, tls }: Address): Partial<ConnectionOptions> {
  if (tls === undefined) return {}
  const { rejectUnauthorized, servername, ca } = tls
  if (rejectUnauthorized && isIP(servername) !== 0) throw nameless(servername)
  const ssl = { rejectUnauthorized, verifyIdentity: rejectUnauthorized, minVersion: 'TLSv1.2', ...(ca && { ca }) }
  return { ssl: ssl as object, host: servername, stream: () => connectTcp(port, host) }
}

const nameless = (host: string) =>
  stop('no-start-bad-ma-configuration', {
    code: 'run.configuration',
    message: `The driver cannot tell whether a certificate is that of the address ${host}.`,
    hint: 'Write the host as the certificate names it, or give that name as tls.servername.',
    where: { path: 'settings.tls.servername' },
  })

function sessionOf({ product }: Dialect, timeout: number): string {
  const limit = product === 'mariadb' ? `max_statement_time = ${timeout / 1_000}` : `max_execution_time = ${timeout}`
  return `set session time_zone = '+00:00', session transaction_isolation = 'REPEATABLE-READ', session ${limit},
    session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO'`.replace(
    'transaction_isolation',
    product === 'mariadb' ? 'tx_isolation' : 'transaction_isolation',
  )
}

interface Prepared {
  readonly text: string
  readonly values: readonly Bound[]
}

// Prepared on the server: values never meet the text, not even on the client.
function execute(connection: Connection, { text, values }: Prepared): Promise<Result> {
  return new Promise((resolve, reject) => {
    connection.execute({ sql: text, rowsAsArray: true }, values.map(native), (error, answer: unknown, fields) => {
      if (error) return reject(troubleOf(error))
      if (Array.isArray(answer)) return resolve({ ...tableOf(answer as unknown[][], fields), count: answer.length })
      const { affectedRows, insertId } = answer as { affectedRows: number; insertId: number | string }
      const generated = insertId === 0 || insertId === '0' ? {} : { insertId: String(insertId) }
      resolve({ rows: [], columns: [], count: affectedRows, ...generated })
    })
  })
}

function tableOf(rows: readonly unknown[][], fields: readonly FieldPacket[]): { rows: Row[]; columns: Column[] } {
  const columns = fields.map(columnOf)
  const readers = fields.map(readerOf)
  return { columns, rows: rows.map(row => row.map((cell, i) => (cell === null ? null : (readers[i]?.(cell) ?? null)))) }
}

async function* streamed(connection: Connection, { text, values }: Prepared, size: number): AsyncGenerator<Row[]> {
  const query = connection.execute({ sql: text, rowsAsArray: true }, values.map(native))
  let readers: readonly ((cell: unknown) => Cell)[] = []
  query.on('fields', (fields: FieldPacket[]) => {
    readers = fields.map(readerOf)
  })
  let chunk: Row[] = []
  try {
    for await (const row of query.stream({ highWaterMark: size }) as AsyncIterable<unknown[]>) {
      chunk.push(row.map((cell, i) => (cell === null ? null : (readers[i]?.(cell) ?? null))))
      if (chunk.length < size) continue
      yield chunk
      chunk = []
    }
  } catch (error) {
    throw troubleOf(error)
  }
  if (chunk.length > 0) yield chunk
}

/** Answers after which the server closes the connection: shutdown, killed, idle for too long. */
const CLOSING = new Set([1053, 1317, 1927, 4031])

function troubleOf(error: unknown): DatabaseError {
  const { errno, sqlState, fatal, message } = error as {
    errno?: number
    sqlState?: string
    fatal?: boolean
    message: string
  }
  const answered = sqlState !== undefined && errno !== undefined
  return new DatabaseError(message, {
    code: answered ? String(errno) : undefined,
    lost: !answered || fatal === true || CLOSING.has(errno),
    cause: error,
  })
}
