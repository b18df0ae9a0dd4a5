import { MikroORM } from '@mikro-orm/postgresql'
import pg, { type ClientBase, type Pool, type PoolClient } from 'pg'
import { type CopyRow, copyRows } from './copy.js'
import { onPool } from './deadline.js'
import { Agent, ApiKey, ConfigurationVersion, Rule, RunProfile, Schedule } from './entities/index.js'
import { planned, prepareRepeated, type StatementOf } from './prepared.js'

// Ids are handed out from 1 upwards and stay far below 2^53; counts of rows too.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** Runs statements, one after the other, on one connection or on any of the pool. */
export interface Session {
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** Runs a statement that comes again and again and whose plan its values do not matter for: the server keeps it prepared. */
  prepared<Row = Record<string, unknown>>(text: string, values: readonly unknown[]): Promise<Row[]>
}

/** A transaction's connection, which can also take rows with COPY. */
export interface Transaction extends Session {
  /** @param target table and columns, e.g. `link (entry_id, object_id)` */
  copy(target: string, rows: Iterable<CopyRow>): Promise<number>
}

/** What the statements of this process cost so far. Read by tests and benchmarks that count. */
export interface Statistics {
  statements: number
  milliseconds: number
}

/**
 * `small`: a few rows, for which planning costs more than doing; statements that come again are planned once, whatever their values.
 * `any`: each statement is planned for what it is given.
 */
export type TransactionSize = 'small' | 'any'

export interface Database extends Session {
  readonly url: string
  readonly orm: MikroORM
  readonly pool: Pool
  readonly statistics: Statistics
  /** Whether a statement would begin at once: whoever has a connection and waits for another may wait for ever. */
  hasConnection(): boolean
  transaction<T>(work: (transaction: Transaction) => Promise<T>, size?: TransactionSize): Promise<T>
  close(): Promise<void>
}

export interface DatabaseOptions {
  readonly url: string
  /** Shown in pg_stat_activity; starts with `identity-hub`, which the embedded server looks for before it stops. */
  readonly applicationName?: string
  readonly maxConnections?: number
  /** The one schema that statements see, in place of the server's default. */
  readonly schema?: string
}

/** Connects to PostgreSQL 15 or newer: MikroORM for what people edit, and its pool for everything else. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const applicationName = options.applicationName ?? 'identity-hub'
  const orm = await MikroORM.init({
    clientUrl: options.url,
    entities: [Agent, ApiKey, ConfigurationVersion, Rule, RunProfile, Schedule],
    logger: () => undefined,
    pool: { min: 0, max: options.maxConnections ?? 12 },
    driverOptions: {
      application_name: applicationName,
      onConnect: (client: ClientBase) => prepare(client, options.schema),
    },
  })
  const pool: Pool = await orm.em.getConnection().getNativeClient()
  // An idle connection that the server closes is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  const statistics: Statistics = { statements: 0, milliseconds: 0 }
  const run = timed(statistics)
  const repeated = prepareRepeated()
  const repeatedSmall = prepareRepeated()
  const kinds: Record<TransactionSize, Running> = {
    any: { run, begin: 'begin', statementOf: planned, repeated },
    small: { run, begin: BEGIN_SMALL, statementOf: repeatedSmall, repeated: repeatedSmall },
  }

  return {
    url: options.url,
    orm,
    pool,
    statistics,
    query: async <Row>(text: string, values?: readonly unknown[]) =>
      (await run(() => onPool(pool, on => on.query(planned(text, values))))).rows as Row[],
    prepared: async <Row>(text: string, values: readonly unknown[]) =>
      (await run(() => onPool(pool, on => on.query(repeated(text, values))))).rows as Row[],
    hasConnection: () => pool.waitingCount === 0 && (pool.idleCount > 0 || pool.totalCount < pool.options.max),
    transaction: (work, size = 'any') => inTransaction(pool, kinds[size], work),
    close: () => orm.close(true),
  }
}

async function prepare(client: ClientBase, schema: string | undefined): Promise<void> {
  await endWithUs(client)
  if (schema !== undefined) await client.query(`set search_path to ${pg.escapeIdentifier(schema)}`)
}

/**
 * A server notices only at the end of a statement that its client is gone, and holds the locks of its transaction until then.
 * Not every platform can look in between; where it cannot, the end is waited for.
 */
async function endWithUs(client: ClientBase): Promise<void> {
  await client.query(`set client_connection_check_interval = '2s'`).catch(() => undefined)
}

type Timed = <T>(work: () => Promise<T>) => Promise<T>

function timed(statistics: Statistics): Timed {
  return async work => {
    const start = performance.now()
    try {
      return await work()
    } finally {
      statistics.statements++
      statistics.milliseconds += performance.now() - start
    }
  }
}

// One plan for all values, at once: a server would try five times whether plans for given values are better.
const BEGIN_SMALL = 'begin; set local plan_cache_mode = force_generic_plan'

interface Running {
  readonly run: Timed
  readonly begin: string
  readonly statementOf: StatementOf
  readonly repeated: StatementOf
}

async function inTransaction<T>(
  pool: Pool,
  { run, begin, statementOf, repeated }: Running,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const client: PoolClient = await pool.connect()
  let broken = false
  try {
    await client.query(begin)
    const result = await work({
      query: async <Row>(text: string, values?: readonly unknown[]) =>
        (await run(() => client.query(statementOf(text, values)))).rows as Row[],
      prepared: async <Row>(text: string, values: readonly unknown[]) =>
        (await run(() => client.query(repeated(text, values)))).rows as Row[],
      copy: (target, rows) => run(() => copyRows(client, target, rows)),
    })
    await run(() => client.query('commit'))
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {
      broken = true
    })
    throw error
  } finally {
    client.release(broken)
  }
}
