import type { Session } from '../storage/database.js'
import { appendEvent } from '../storage/runs/events.js'
import { progressOf, type Tally } from './step-context.js'

const INTERVAL_MS = 250

/** Tells of a run's progress, at most four times a second. The last of a step is told by its end. */
export interface RunProgress {
  tell(step: number, tally: Tally): void
  /** Waits until everything is written. */
  flush(): Promise<void>
}

export function runProgress(session: Session, run: number): RunProgress {
  let chain: Promise<unknown> = Promise.resolve()
  let last = performance.now()
  return {
    tell(step, tally) {
      if (performance.now() - last < INTERVAL_MS) return
      last = performance.now()
      const event = { run, kind: 'progress', step, data: progressData(tally) } as const
      // A lost progress event must not end a run.
      chain = chain.then(() => appendEvent(session, event)).catch(() => undefined)
    },
    flush: () => chain.then(() => undefined),
  }
}

/** What a progress event says: how far, how fast, how long still, and the counters so far. */
export function progressData(tally: Tally): object {
  const { done, total, rate } = progressOf(tally)
  const remaining = total === undefined || rate === 0 ? null : Math.ceil(Math.max(0, total - done) / rate)
  return { done, total: total ?? null, rate, remainingSeconds: remaining, counters: { ...tally.counters } }
}
