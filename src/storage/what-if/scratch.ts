import { type Database, openDatabase, type Session, type Transaction } from '../database.js'
import { createIndexes, createTables, inSchema, readLayout, type TableLayout } from './scratch-layout.js'
import { BEFORE_TABLES, COPIED_ROWS, EMPTY_TABLES } from './scratch-tables.js'

/**
 * Ids that a what-if hands out begin here, so that nobody takes what it made for something that exists. An object's GUID has
 * 48 bits: there is room for as many again.
 */
export const FIRST_SCRATCH_ID = 100_000_000_000_000
const BLOCK = 1_000
const PREFIX = 'what_if_'

export const scratchSchema = (id: number): string => `${PREFIX}${id}`

/** Called between two tables; may throw to give up. */
export type BetweenTables = (done: number, total: number) => Promise<void>

export interface Copying {
  readonly between: BetweenTables
  /** Rows of tables that are empty else: table to condition. */
  readonly history?: Readonly<Record<string, string>>
}

/**
 * Copies everything that synchronization decides by, as it is at one moment, into a schema of its own, and keeps what will be
 * compared in the end. No table of the hub is written, and none is locked against reading or writing.
 */
export async function createScratch(
  database: Database,
  schema: string,
  { between, history = {} }: Copying,
): Promise<void> {
  await database.transaction(async reader => {
    await reader.query('set transaction isolation level repeatable read, read only')
    const [at] = await reader.query<{ snapshot: string; origin: string }>(
      'select pg_export_snapshot() as snapshot, current_schema() as origin',
    )
    const { snapshot = '', origin = '' } = at ?? {}
    const layout = await readLayout(database)
    await database.query(statements([`create schema ${schema}`, ...createTables(schema, layout, origin)]))
    const filled = layout.filter(table => isCopied(table, history))
    const rows = { ...COPIED_ROWS, ...history }
    for (const [done, table] of filled.entries()) {
      await between(done, filled.length)
      await fill(database, { schema, table, origin, snapshot, rows: rows[table.name] ?? 'true' })
    }
    await finish(database, schema, layout)
  })
}

const isCopied = ({ name, partitionedBy }: TableLayout, history: object): boolean =>
  partitionedBy === null && (Object.hasOwn(history, name) || !EMPTY_TABLES.some(each => each === name))

interface Filling {
  readonly schema: string
  readonly table: TableLayout
  readonly origin: string
  readonly snapshot: string
  /** Which rows, as a condition. */
  readonly rows: string
}

// One transaction a table: readers of the change feed wait for the oldest one that writes.
async function fill(database: Database, { schema, table, origin, snapshot, rows }: Filling): Promise<void> {
  await database.transaction(async transaction => {
    await transaction.query('set transaction isolation level repeatable read')
    await transaction.query(`set transaction snapshot '${snapshot}'`)
    await transaction.query(
      `insert into ${inSchema(schema, table.name)} overriding system value
       select * from ${inSchema(origin, table.name)} where ${rows}`,
    )
  })
}

async function finish(database: Database, schema: string, layout: readonly TableLayout[]): Promise<void> {
  await inside(database, schema, async transaction => {
    for (const statement of createIndexes(schema, layout)) await transaction.query(statement)
    for (const [name, rows] of Object.entries(BEFORE_TABLES))
      await transaction.query(`create unlogged table ${name} as ${rows}`)
    await transaction.query('create index before_link_object on before_link (object_id)')
    await transaction.query(`create sequence object_block start ${FIRST_SCRATCH_ID / BLOCK}`)
    for (const { name, identity } of layout) if (identity !== null) await goOnCounting(transaction, name, identity)
    await transaction.query('set local default_statistics_target = 10')
    for (const table of [...layout.map(each => each.name), ...Object.keys(BEFORE_TABLES)])
      await transaction.query(`analyze ${table}`)
  })
}

async function goOnCounting(session: Session, table: string, column: string): Promise<void> {
  await session.query(
    `select setval(pg_get_serial_sequence($1, $2), coalesce((select max(${column}) from ${table}), 0) + 1, false)`,
    [table, column],
  )
}

function inside(database: Database, schema: string, work: (transaction: Transaction) => Promise<void>): Promise<void> {
  return database.transaction(async transaction => {
    await transaction.query(`set local search_path to ${schema}`)
    await work(transaction)
  })
}

const statements = (all: readonly string[]): string => all.join(';\n')

/** Opens a hub's database in which nothing is to be seen but the copy: there is no way from it to the hub's own tables. */
export const openScratch = (database: Database, schema: string): Promise<Database> =>
  openDatabase({ url: database.url, applicationName: 'identity-hub-what-if', maxConnections: 3, schema })

export async function dropScratch(database: Session, schema: string): Promise<void> {
  await database.query(`drop schema if exists ${schema} cascade`)
}

/** Copies that nobody works on any more: of what-ifs that have ended, or are gone. */
export async function findAbandonedScratch(session: Session): Promise<string[]> {
  const rows = await session.query<{ name: string }>(
    `select n.nspname as name from pg_namespace n where n.nspname ~ '^${PREFIX}[0-9]+$'
       and not exists (select from what_if w where '${PREFIX}' || w.id = n.nspname and w.ended_at is null)`,
  )
  return rows.map(row => row.name)
}
