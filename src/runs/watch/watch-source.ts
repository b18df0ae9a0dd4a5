import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../storage/database.js'
import { loadWatermark } from '../../storage/import/watermark.js'
import { hasOpenRuns, type WatchedSchedule } from '../../storage/runs/schedules.js'
import type { Runner } from '../execute-run.js'

export interface WatchContext {
  readonly database: Database
  readonly worker: string
  readonly configure: Runner['configure']
  readonly log: Runner['log']
  /** Queues the runs of a schedule. */
  readonly start: (schedule: string) => Promise<void>
}

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000
/** How long a burst of changes is waited for: they become one import. */
const BURST_MS = 50
const BUSY_MS = 50

/**
 * Starts a schedule's runs whenever the source of its agent has changed, until `signal` is aborted. A source that is lost is looked
 * for again, in longer and longer pauses; what changed meanwhile is told by the watermark.
 */
export async function watchSource(
  context: WatchContext,
  schedule: WatchedSchedule,
  signal: AbortSignal,
): Promise<void> {
  let pause = FIRST_PAUSE_MS
  const healthy = (): void => {
    pause = FIRST_PAUSE_MS
  }
  while (!signal.aborted) {
    try {
      await watchOnce(context, schedule, { signal, healthy })
    } catch (error) {
      if (signal.aborted) return
      context.log('the source that a schedule watches is lost', { schedule: schedule.name, again: pause, error })
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined)
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
  }
}

interface Attempt {
  readonly signal: AbortSignal
  /** Called when the source has told something. */
  readonly healthy: () => void
}

async function watchOnce(
  context: WatchContext,
  schedule: WatchedSchedule,
  { signal, healthy }: Attempt,
): Promise<void> {
  const { database } = context
  const { rules, agent } = await context.configure(schedule.agent)
  const types = [...(rules.agents.get(schedule.agent)?.types.values() ?? [])]
  await using session = await agent.connector.open(agent.settings, {
    folder: agent.folder,
    types: types.map(type => ({ name: type.objectType, attributes: [...type.attributes.values()] })),
    signal,
    ...(agent.trace && { trace: agent.trace }),
  })
  const watermark = await loadWatermark(database, schedule.agent)
  for await (const _ of session.watch?.({ signal, ...(watermark !== undefined && { watermark }) }) ?? []) {
    healthy()
    await sleep(BURST_MS, undefined, { signal })
    // Runs that are under way may have read already: those begin anew after them.
    while (await hasOpenRuns(database, schedule.name)) await sleep(BUSY_MS, undefined, { signal })
    await context.start(schedule.name)
  }
}
