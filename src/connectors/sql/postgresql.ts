import { isIP } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectionOptions } from 'node:tls'
import pg from 'pg'
import { BLIND_SECONDS, before, earliest, isoTime } from './convert.js'
import type { Dialect } from './dialect.js'
import { type Address, type BoundRequest, type Column, DatabaseError, type Driver, type Row } from './driver.js'
import { POSTGRESQL_ERRORS } from './postgresql-errors.js'
import { type Cell, type ColumnKind, EMPTY, rendered, type Sql, sql, trusted } from './statement.js'
import type { Proof } from './tls.js'

export const postgresql: Dialect = {
  product: 'postgresql',
  title: 'PostgreSQL',
  port: 5432,
  schemes: ['postgres:', 'postgresql:'],
  quote: ['"', '"'],
  placeholder: n => `$${n}`,
  parameters: 30_000,
  insertRows: 1_000,
  rowValues: true,
  generated: 'returning',
  lock: { hint: EMPTY, suffix: sql` for update` },
  first: rows => trusted(` limit ${Math.trunc(rows)}`),
  selected: column => column,
  insertDefaults: sql` default values`,
  now: sql`now()`,
  errors: POSTGRESQL_ERRORS,
}

/** Kinds by type OID (pg_type.dat); every other type is text. */
const KINDS: ReadonlyMap<number, ColumnKind> = new Map([
  [16, 'boolean'],
  [17, 'binary'],
  [20, 'integer'],
  [21, 'integer'],
  [23, 'integer'],
  [26, 'integer'],
  [700, 'decimal'],
  [701, 'decimal'],
  [1082, 'date'],
  [1114, 'time'],
  [1184, 'time'],
  [1700, 'decimal'],
  [5069, 'transaction'],
])
const MICROSECONDS = 6

type Reader = (text: string) => string
const READERS: Readonly<Partial<Record<ColumnKind, Reader>>> = {
  boolean: text => (text === 't' ? 'true' : 'false'),
  binary: text => Buffer.from(text.slice(2), 'hex').toString('base64'),
  time: isoTime,
}
const asItIs: Reader = text => text
const types = { getTypeParser: (oid: number): Reader => READERS[KINDS.get(oid) ?? 'text'] ?? asItIs }

/** The server's text of a value in canonical form. */
export const canonical = (kind: ColumnKind, text: string): string => (READERS[kind] ?? asItIs)(text)

const SESSION = `set timezone to 'UTC'; set datestyle to 'ISO'; set bytea_output to 'hex'; set cursor_tuple_fraction to 1;
  set standard_conforming_strings to on`
/** How long a transaction may take from its first message to where others can see when it began. */
const REPORT_MILLISECONDS = 50
const WAIT_MILLISECONDS = 10_000

export async function connectPostgresql(address: Address): Promise<Driver> {
  const client = new pg.Client({
    host: address.host,
    port: address.port,
    database: address.name,
    user: address.user,
    password: address.password,
    ssl: address.tls === undefined ? false : withoutAddress(address.tls),
    connectionTimeoutMillis: address.connectTimeout,
    statement_timeout: address.timeout,
    application_name: 'identity-hub',
    keepAlive: true,
  })
  let lost = false
  client.on('error', () => {
    lost = true
  })
  client.on('end', () => {
    lost = true
  })
  let cursors = 0
  const send = async (text: string, values: readonly unknown[] = []) => {
    try {
      return await client.query<Cell[]>({ text, values: [...values], rowMode: 'array', types })
    } catch (error) {
      throw troubleOf(error, lost)
    }
  }
  try {
    await client.connect()
    await client.query(SESSION)
  } catch (error) {
    await client.end().catch(() => undefined)
    throw troubleOf(error, true)
  }
  const query = async (statement: Sql) => {
    const { text, values } = rendered(statement, postgresql)
    const { rows, fields, rowCount } = await send(text, values.map(bound))
    return { rows: rows as Row[], columns: fields.map(columnOf), count: rowCount ?? 0 }
  }
  const driver: Driver = {
    dialect: postgresql,
    interleaves: true,
    query,
    // A cursor of the server: other statements may come between its parts, on this one connection and in this one snapshot.
    async *stream(statement, size) {
      const cursor = `hub_${++cursors}`
      const { text, values } = rendered(statement, postgresql)
      await send(`declare ${cursor} no scroll cursor for ${text}`, values.map(bound))
      while (true) {
        const { rows } = await send(`fetch forward ${Math.trunc(size)} from ${cursor}`)
        if (rows.length > 0) yield rows
        if (rows.length < size) break
      }
      await send(`close ${cursor}`)
    },
    begin: async mode => {
      await send(mode === 'snapshot' ? 'begin isolation level repeatable read read only' : 'begin')
    },
    commit: async () => {
      await send('commit')
    },
    rollback: async () => {
      await send('rollback')
    },
    settled: request => settled(driver, request),
    async *listen(channel, signal) {
      await send(`listen ${client.escapeIdentifier(channel)}`)
      yield* notifications(client, signal)
    },
    [Symbol.asyncDispose]: async () => {
      if (!lost) await Promise.race([client.end().catch(() => undefined), sleep(500, undefined, { ref: false })])
      ;(client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
    },
  }
  return driver
}

/** An address is no name to ask for (RFC 6066), but may be what the certificate must carry. */
function withoutAddress({ servername, ...proof }: Proof): ConnectionOptions {
  return isIP(servername) === 0 ? { ...proof, servername } : proof
}

async function* notifications(client: pg.Client, signal: AbortSignal): AsyncGenerator<void> {
  let told = false
  let over: Error | undefined
  let wake = () => {}
  const onNotification = () => {
    told = true
    wake()
  }
  const onEnd = () => {
    over = new DatabaseError('The server closed the connection.', { lost: true })
    wake()
  }
  const onAbort = () => wake()
  client.on('notification', onNotification).on('end', onEnd)
  signal.addEventListener('abort', onAbort)
  try {
    while (!signal.aborted) {
      if (over !== undefined) throw over
      if (told) {
        told = false
        yield
      } else {
        await new Promise<void>(done => {
          wake = done
        })
      }
    }
  } finally {
    client.off('notification', onNotification).off('end', onEnd)
    signal.removeEventListener('abort', onAbort)
  }
}

const bound = ({ value, kind }: { value: Cell; kind: ColumnKind }): string | Buffer | null =>
  kind === 'binary' && value !== null ? Buffer.from(value, 'base64') : value

function columnOf(field: pg.FieldDef): Column {
  const kind = KINDS.get(field.dataTypeID) ?? 'text'
  if (kind !== 'time') return { name: field.name, kind }
  return { name: field.name, kind, digits: field.dataTypeModifier < 0 ? MICROSECONDS : field.dataTypeModifier }
}

/** SQLSTATE classes after which the server has closed the connection or is about to. */
const CLOSING = /^(08|57P0[1-4])/

function troubleOf(error: unknown, lost: boolean): DatabaseError {
  const { code, message, severity } = error as { code?: string; message: string; severity?: string }
  const answered = severity !== undefined
  return new DatabaseError(message, {
    code: answered ? code : undefined,
    lost: lost || !answered || CLOSING.test(code ?? ''),
    cause: error,
  })
}

async function settled(driver: Driver, request: BoundRequest): Promise<Cell> {
  if (request.kind === 'transaction') return only(driver, sql`select pg_snapshot_xmin(pg_current_snapshot())`)
  if (request.kind === 'integer') return settledNumber(driver, request)
  const { rows } = await driver.query(
    sql`select clock_timestamp(), pg_has_role(current_user, 'pg_read_all_stats', 'usage')`,
  )
  const [clock = null, seesAll] = rows[0] ?? []
  await sleep(REPORT_MILLISECONDS)
  const oldest = await only(driver, OLDEST)
  const delay = request.delay ?? (seesAll === 'true' ? 0 : BLIND_SECONDS)
  return earliest([clock && before(clock, delay), oldest], request.digits)
}

/** When the oldest transaction of this database began that may still write. */
const OLDEST = sql`select min(began) from (
  select xact_start as began from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()
    and coalesce(backend_type, '') not in ('autovacuum worker', 'walsender', 'parallel worker')
  union all select prepared from pg_prepared_xacts where database = current_database()) running`

/** Whoever writes to a table holds a lock of this mode on it, taken before a default draws its number. */
const WRITERS = sql`select virtualtransaction from pg_locks where locktype = 'relation' and mode = 'RowExclusiveLock'
  and database = (select oid from pg_database where datname = current_database()) and pid <> pg_backend_pid()`

async function settledNumber(
  driver: Driver,
  { source, column }: { readonly source: Sql; readonly column: Sql },
): Promise<Cell> {
  const writers = async () => new Set((await driver.query(WRITERS)).rows.map(([id]) => id))
  const newest = await only(driver, sql`select max(${column}) from ${source}`)
  if (newest === null) return null
  const earlier = await writers()
  const until = Date.now() + WAIT_MILLISECONDS
  for (let pause = 5; earlier.size > 0; pause = Math.min(pause * 2, 200)) {
    const now = await writers()
    if ([...earlier].every(id => !now.has(id))) break
    if (Date.now() > until) return null
    await sleep(pause)
  }
  return String(BigInt(newest) + 1n)
}

async function only(driver: Driver, statement: Sql): Promise<Cell> {
  return (await driver.query(statement)).rows[0]?.[0] ?? null
}
