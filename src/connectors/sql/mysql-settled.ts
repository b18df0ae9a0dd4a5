import { setTimeout as sleep } from 'node:timers/promises'
import { BLIND_SECONDS, before, earliest } from './convert.js'
import { type BoundRequest, DatabaseError, type Driver } from './driver.js'
import { type Cell, type Sql, sql } from './statement.js'

const REPORT_MILLISECONDS = 50
const WAIT_MILLISECONDS = 10_000
/** How old InnoDB's copy of its list of transactions may be (storage/innobase/trx/trx0i_s.cc). */
const COPY_MILLISECONDS = 110
/** Times of transactions are told in whole seconds, and a statement's `now()` is a little older than its transaction. */
const COARSE_SECONDS = 2

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

/** See {@link Driver.settled}. */
export async function settled(driver: Driver, request: BoundRequest): Promise<Cell> {
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
