import { isIP } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Connection, ISOLATION_LEVEL, Request, TYPES } from 'tedious'
import { BLIND_SECONDS, before, earliest } from './convert.js'
import {
  type Address,
  type BoundRequest,
  type Column,
  DatabaseError,
  type Driver,
  type Result,
  type Row,
} from './driver.js'
import { sqlserver } from './sqlserver-dialect.js'
import { columnOf, type Field, native, type Reader, readerOf } from './sqlserver-values.js'
import { type Cell, rendered, type Sql, sql } from './statement.js'

const PENDING_ROWS = 2
const { SNAPSHOT = 5, READ_COMMITTED = 2 } = ISOLATION_LEVEL as Record<string, number>

export async function connectSqlserver(address: Address): Promise<Driver> {
  const connection = await opened(address)
  const state = { lost: false, streaming: false }
  connection.on('end', () => {
    state.lost = true
  })
  connection.on('error', () => {
    state.lost = true
  })
  const run = (statement: Sql): Promise<Result> => execute(connection, statement)
  const isolation = await snapshotLevel(run).catch(async error => {
    connection.close()
    throw error
  })
  const transact = (work: (done: (error: Error | null | undefined) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => work(error => (error ? reject(troubleOf(error)) : resolve())))
  return {
    dialect: sqlserver,
    interleaves: false,
    query: run,
    async *stream(statement, size) {
      state.streaming = true
      yield* streamed(connection, statement, size)
      state.streaming = false
    },
    begin: mode =>
      transact(done => connection.beginTransaction(done, '', mode === 'snapshot' ? isolation : READ_COMMITTED)),
    commit: () => transact(done => connection.commitTransaction(done)),
    rollback: () =>
      state.lost || state.streaming ? Promise.resolve() : transact(done => connection.rollbackTransaction(done)),
    settled: request => settled(run, request),
    [Symbol.asyncDispose]: async () => {
      const bye = new Promise<void>(done => connection.once('end', () => done()))
      connection.close()
      if (!state.lost) await Promise.race([bye, sleep(500, undefined, { ref: false })])
    },
  }
}

function opened(address: Address): Promise<Connection> {
  const { tls } = address
  const connection = new Connection({
    server: address.host,
    authentication: {
      type: 'default',
      options: {
        ...(address.user !== undefined && { userName: address.user }),
        ...(address.password !== undefined && { password: address.password }),
      },
    },
    options: {
      port: address.port,
      ...(address.name !== undefined && { database: address.name }),
      encrypt: tls !== undefined,
      trustServerCertificate: tls === undefined || tls.rejectUnauthorized === false,
      ...(tls !== undefined && isIP(tls.servername) === 0 && { serverName: tls.servername }),
      ...(tls?.ca !== undefined && { cryptoCredentialsDetails: { ca: tls.ca } }),
      connectTimeout: address.connectTimeout,
      requestTimeout: address.timeout,
      appName: 'identity-hub',
      useUTC: true,
      lowerCaseGuids: true,
    },
  })
  return new Promise((resolve, reject) => {
    connection.on('error', () => undefined)
    connection.connect(error => {
      if (error === undefined) return resolve(connection)
      connection.close()
      reject(troubleOf(error))
    })
  })
}

/** One moment is only to be had where the database allows snapshots; elsewhere each statement sees what is committed then. */
async function snapshotLevel(run: (statement: Sql) => Promise<Result>): Promise<number> {
  const { rows } = await run(
    sql`select cast(snapshot_isolation_state as int) from sys.databases where database_id = db_id()`,
  )
  return rows[0]?.[0] === '1' ? SNAPSHOT : READ_COMMITTED
}

interface Asked {
  readonly statement: Sql
  onColumns(fields: readonly Field[]): void
  onRow(cells: readonly unknown[]): void
  onEnd(error: Error | null | undefined, count: number | undefined): void
}

function ask(connection: Connection, { statement, onColumns, onRow, onEnd }: Asked): Request {
  const { text, values } = rendered(statement, sqlserver)
  const request = new Request(text, onEnd)
  for (const [i, bound] of values.entries()) {
    const type = bound.kind === 'binary' || bound.kind === 'transaction' ? TYPES.VarBinary : TYPES.NVarChar
    request.addParameter(`p${i + 1}`, type, native(bound))
  }
  request.on('columnMetadata', fields => onColumns(fields as unknown as Field[]))
  request.on('row', (cells: readonly { readonly value: unknown }[]) => onRow(cells.map(cell => cell.value)))
  connection.execSql(request)
  return request
}

function execute(connection: Connection, statement: Sql): Promise<Result> {
  return new Promise((resolve, reject) => {
    let columns: Column[] = []
    let readers: Reader[] = []
    const rows: Row[] = []
    ask(connection, {
      statement,
      onColumns: fields => {
        columns = fields.map(columnOf)
        readers = fields.map(readerOf)
      },
      onRow: cells => rows.push(cells.map((cell, i) => (cell === null ? null : (readers[i]?.(cell) ?? null)))),
      onEnd: (error, count) => (error ? reject(troubleOf(error)) : resolve({ rows, columns, count: count ?? 0 })),
    })
  })
}

async function* streamed(connection: Connection, statement: Sql, size: number): AsyncGenerator<Row[]> {
  let readers: Reader[] = []
  let rows: Row[] = []
  let ended = false
  let failed: Error | undefined
  let wake = () => {}
  const request = ask(connection, {
    statement,
    onColumns: fields => {
      readers = fields.map(readerOf)
    },
    onRow: cells => {
      rows.push(cells.map((cell, i) => (cell === null ? null : (readers[i]?.(cell) ?? null))))
      // What has been received already still comes after a pause.
      if (rows.length >= size * PENDING_ROWS) request.pause()
      if (rows.length >= size) wake()
    },
    onEnd: error => {
      ended = true
      failed = error ?? undefined
      wake()
    },
  })
  while (true) {
    while (rows.length < size && !ended) {
      await new Promise<void>(done => {
        wake = done
      })
    }
    if (failed !== undefined) throw troubleOf(failed)
    const chunk = rows.slice(0, size)
    rows = rows.slice(size)
    if (rows.length < size) request.resume()
    if (chunk.length > 0) yield chunk
    else if (ended) return
  }
}

/** Severities from 20 on end the connection (documentation of database engine error severities). */
const FATAL_SEVERITY = 20

function troubleOf(error: Error): DatabaseError {
  const { number, class: severity = 0 } = error as Error & { number?: number; class?: number }
  const { code } = error as Error & { code?: string }
  const answered = number !== undefined
  const timedOut = code === 'ETIMEOUT'
  return new DatabaseError(error.message, {
    code: answered ? String(number) : timedOut ? code : undefined,
    lost: severity >= FATAL_SEVERITY || !(answered || timedOut),
    cause: error,
  })
}

async function settled(run: (statement: Sql) => Promise<Result>, request: BoundRequest): Promise<Cell> {
  const only = async (statement: Sql) => (await run(statement)).rows[0]?.[0] ?? null
  if (request.kind === 'transaction')
    return (await only(sql`select convert(varchar(16), min_active_rowversion(), 2)`))?.toLowerCase() ?? null
  if (request.kind === 'time') {
    const clock = await only(sql`select sysutcdatetime()`)
    return earliest([clock && before(clock, request.delay ?? BLIND_SECONDS)], request.digits)
  }
  // A shared lock on the table is given once nobody else is writing to it.
  const newest = await only(sql`select max(${request.column}) from ${request.source} with (tablock, holdlock)`)
  return newest === null ? null : String(BigInt(newest) + 1n)
}
