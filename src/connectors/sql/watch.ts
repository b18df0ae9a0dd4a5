import { setTimeout as sleep } from 'node:timers/promises'
import type { WatchRequest } from '../connector.js'
import { stop } from '../kit/stop.js'
import { deltaMethod } from './delta.js'
import { type Relation, tablePath } from './relation.js'
import type { Source } from './source.js'
import { name, type Sql, sql, value } from './statement.js'
import { connectionLost, readTrouble } from './trouble.js'

const POLL_MILLISECONDS = 1_000

/**
 * Says when something has changed: by the database's own notification, or by looking once a second at the newest values of the columns
 * that tell changes. The connection is of no other use meanwhile.
 */
export async function* watchSource(source: Source, { watermark, signal }: WatchRequest): AsyncGenerator<void> {
  const { driver, settings } = source
  try {
    const isNotified = settings.notify !== undefined
    // What is heard or seen from here on is not missed while it is looked whether something came before.
    const changes = isNotified ? driver.listen?.(settings.notify ?? '', signal) : undefined
    const before = isNotified ? undefined : await looked(source)
    const first = changes?.next()
    first?.catch(() => undefined)
    if (watermark !== undefined && (await deltaMethod(source)?.hasNews(watermark))) yield
    if (changes === undefined) yield* polled(source, before, signal)
    else {
      if ((await first)?.done === false) yield
      yield* changes
    }
  } catch (error) {
    if ((error as Error).name === 'AbortError') return
    throw readTrouble(error, 'whether something changed')
  }
}

async function looked(source: Source): Promise<string> {
  const { rows } = await source.driver.query(newest(source)).catch(error => {
    throw error.lost ? connectionLost(error) : error
  })
  return JSON.stringify(rows)
}

async function* polled(source: Source, first: string | undefined, signal: AbortSignal): AsyncGenerator<void> {
  let before = first
  while (!signal.aborted) {
    await sleep(POLL_MILLISECONDS, undefined, { signal })
    const now = await looked(source)
    if (now !== before) yield
    before = now
  }
}

/** A statement whose answer differs once something has changed. */
function newest({ settings: { delta }, relations }: Source): Sql {
  if (delta?.method === 'logical') {
    return sql`select sum(s.n_tup_ins + s.n_tup_upd + s.n_tup_del)
      from pg_stat_user_tables s join pg_publication_tables p on p.schemaname = s.schemaname and p.tablename = s.relname
      where p.pubname = ${value(delta.publication, 'text')}`
  }
  const parts = relations.filter(({ types }) => types.length > 0).flatMap(relation => newestOf(relation) ?? [])
  const [first, ...others] = parts
  if (delta === undefined || first === undefined) throw nothingTells()
  return others.reduce((whole, part) => sql`${whole} union all ${part}`, first)
}

function newestOf({ settings, source }: Relation): Sql | undefined {
  if (settings.changes !== undefined)
    return sql`select max(${name(settings.changes.sequence)}) from ${tablePath(settings.changes.table)}`
  return settings.watermark === undefined ? undefined : sql`select max(${name(settings.watermark)}) from ${source}`
}

function nothingTells() {
  return stop('no-start-delta-step-type-not-configured', {
    code: 'run.configuration',
    message: 'The agent does not say how to learn what has changed in the database.',
    hint: 'Set delta, or on PostgreSQL notify.',
    where: { path: 'settings.delta' },
  })
}
