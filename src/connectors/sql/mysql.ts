import { connect as connectTcp, isIP } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, type ConnectionOptions, createConnection, type FieldPacket } from 'mysql2'
import { stop } from '../kit/stop.js'
import { BLIND_SECONDS, before, earliest, isoTime, plainTime } from './convert.js'
import type { Dialect } from './dialect.js'
import {
  type Address,
  type BoundRequest,
  type Column,
  DatabaseError,
  type Driver,
  type Result,
  type Row,
} from './driver.js'
import { MYSQL_ERRORS } from './mysql-errors.js'
import { type Bound, type Cell, type ColumnKind, EMPTY, rendered, type Sql, sql, trusted } from './statement.js'

export const mariadb: Dialect = {
  product: 'mariadb',
  title: 'MariaDB',
  port: 3306,
  schemes: ['mariadb:', 'mysql:'],
  quote: ['`', '`'],
  placeholder: () => '?',
  parameters: 30_000,
  insertRows: 1_000,
  rowValues: true,
  generated: 'returning',
  lock: { hint: EMPTY, suffix: sql` for update` },
  first: rows => trusted(` limit ${Math.trunc(rows)}`),
  selected: column => column,
  insertDefaults: sql` () values ()`,
  now: sql`now(6)`,
  errors: MYSQL_ERRORS,
  catalogue: sql`select c.table_schema, c.table_name, c.column_name, c.column_type, k.ordinal_position
    from information_schema.columns c
    left join information_schema.key_column_usage k on k.table_schema = c.table_schema and k.table_name = c.table_name
      and k.column_name = c.column_name and k.constraint_name = 'PRIMARY'
    where c.table_schema = database() order by 1, 2, c.ordinal_position`,
}

export const mysql: Dialect = { ...mariadb, product: 'mysql', title: 'MySQL', generated: 'insert-id' }

/** Column types of the protocol (mysql_com.h). */
const KINDS: ReadonlyMap<number, ColumnKind> = new Map([
  [0, 'decimal'],
  [1, 'integer'],
  [2, 'integer'],
  [3, 'integer'],
  [4, 'decimal'],
  [5, 'decimal'],
  [7, 'time'],
  [8, 'integer'],
  [9, 'integer'],
  [10, 'date'],
  [12, 'time'],
  [13, 'integer'],
  [246, 'decimal'],
])
const TINY = 1
const BIT = 16
const JSON_TYPE = 245
const BINARY_CHARSET = 63
/** How many statements stay prepared; a server has 16,382 for everybody. */
const PREPARED = 100
const REPORT_MILLISECONDS = 50
const WAIT_MILLISECONDS = 10_000
/** How old InnoDB's copy of its list of transactions may be (storage/innobase/trx/trx0i_s.cc). */
const COPY_MILLISECONDS = 110
/** Times of transactions are told in whole seconds, and a statement's `now()` is a little older than its transaction. */
const COARSE_SECONDS = 2

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

const isBytes = (field: FieldPacket): boolean => field.characterSet === BINARY_CHARSET && field.columnType !== JSON_TYPE

function kindOf(field: FieldPacket): ColumnKind {
  const type = field.columnType ?? 0
  if ((type === TINY || type === BIT) && field.columnLength === 1) return 'boolean'
  if (type === BIT) return 'integer'
  const kind = KINDS.get(type)
  if (kind !== undefined) return kind
  return isBytes(field) && type > 246 ? 'binary' : 'text'
}

function columnOf(field: FieldPacket): Column {
  const kind = kindOf(field)
  return { name: field.name, kind, ...(kind === 'time' && { digits: Math.min(6, field.decimals) }) }
}

function readerOf(field: FieldPacket): (cell: unknown) => Cell {
  const kind = kindOf(field)
  if (kind === 'binary') return cell => (Buffer.isBuffer(cell) ? cell.toString('base64') : String(cell))
  if (kind === 'time' || kind === 'date')
    return cell => (String(cell).startsWith('0000-00-00') ? null : isoTime(String(cell)))
  if (kind === 'boolean') return cell => BOOLEANS.get(numberOf(cell)) ?? numberOf(cell)
  return numberOf
}

const BOOLEANS: ReadonlyMap<string, string> = new Map([
  ['1', 'true'],
  ['0', 'false'],
])
// BIT columns are bytes, the highest first.
const numberOf = (cell: unknown): string =>
  Buffer.isBuffer(cell) ? BigInt(`0x${cell.toString('hex') || '0'}`).toString() : String(cell)

function native({ value, kind }: Bound): string | number | Buffer | null {
  if (value === null) return null
  if (kind === 'binary') return Buffer.from(value, 'base64')
  if (kind === 'time') return plainTime(value)
  if (kind === 'boolean' && (value === 'true' || value === 'false')) return value === 'true' ? 1 : 0
  return value
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

/** Transactions that may still write, and one of our own connection. */
const RUNNING = sql`select trx_id, timestampdiff(second, trx_started, convert_tz(now(), @@session.time_zone, 'SYSTEM')),
    trx_mysql_thread_id = connection_id()
  from information_schema.innodb_trx
  where trx_mysql_thread_id = connection_id() or (trx_is_read_only = 0 and trx_autocommit_non_locking = 0)`
const NEEDS_PROCESS = '1227'

interface Running {
  readonly id: Cell
  /** Seconds. */
  readonly age: number
}

/**
 * Asks for the transactions of others as they are after the call. InnoDB answers from a copy that others may have asked for a moment
 * ago: our own transaction, begun or ended just now, shows whether the copy is newer.
 */
function transactions(driver: Driver): { current(): Promise<readonly Running[] | undefined>; end(): Promise<void> } {
  let isInside = false
  const end = async () => {
    if (isInside) await driver.commit()
    isInside = false
  }
  return {
    end,
    async current() {
      if (isInside) await end()
      else {
        await driver.begin('snapshot')
        isInside = true
      }
      const until = Date.now() + WAIT_MILLISECONDS
      while (Date.now() < until) {
        const { rows } = await driver.query(RUNNING)
        if (rows.some(([, , isOwn]) => isOwn === '1') === isInside)
          return rows.filter(([, , isOwn]) => isOwn !== '1').map(([id = null, age]) => ({ id, age: Number(age) }))
        await sleep(COPY_MILLISECONDS)
      }
      return undefined
    },
  }
}

async function settled(driver: Driver, request: BoundRequest): Promise<Cell> {
  if (request.kind === 'transaction') throw new DatabaseError('There are no transaction numbers.', { lost: false })
  const others = transactions(driver)
  try {
    return request.kind === 'integer'
      ? await settledNumber(driver, others.current, request)
      : await settledTime(driver, others.current, request)
  } finally {
    await others.end()
  }
}

type Current = () => Promise<readonly Running[] | undefined>

async function settledTime(
  driver: Driver,
  current: Current,
  { delay, digits }: { readonly delay: number | undefined; readonly digits: number },
): Promise<Cell> {
  const clock = (await driver.query(sql`select now(6)`)).rows[0]?.[0] ?? null
  if (clock === null) return null
  await sleep(REPORT_MILLISECONDS)
  try {
    const running = await current()
    if (running === undefined) return null
    const ages = running.map(({ age }) => age + COARSE_SECONDS)
    const oldest = ages.length === 0 ? clock : before(clock, Math.max(...ages))
    return earliest([before(clock, delay ?? 0), oldest], digits)
  } catch (error) {
    if ((error as DatabaseError).code !== NEEDS_PROCESS) throw error
    return earliest([before(clock, delay ?? BLIND_SECONDS)], digits)
  }
}

async function settledNumber(
  driver: Driver,
  current: Current,
  { source, column }: { readonly source: Sql; readonly column: Sql },
): Promise<Cell> {
  const newest = (await driver.query(sql`select max(${column}) from ${source}`)).rows[0]?.[0] ?? null
  if (newest === null) return null
  const earlier = new Set((await current())?.map(({ id }) => id) ?? [undefined])
  const until = Date.now() + WAIT_MILLISECONDS
  while (earlier.size > 0) {
    if (Date.now() > until) return null
    const now = new Set((await current())?.map(({ id }) => id) ?? [...earlier])
    if ([...earlier].every(id => !now.has(id))) break
  }
  return String(BigInt(newest) + 1n)
}
