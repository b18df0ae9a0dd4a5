import type { Session } from '../storage/database.js'
import { appendEvent, type RunEventKind } from '../storage/runs/events.js'
import { progressOf, type Tally } from './step-context.js'

const INTERVAL_MS = 250

/** Writes a run's events in order; progress at most four times a second, the last word always. */
export interface RunEvents {
  write(kind: RunEventKind, step?: number, data?: object): Promise<void>
  progress(step: number, tally: Tally): void
  /** Waits until everything is written. */
  flush(): Promise<void>
}

export function runEvents(session: Session, run: number): RunEvents {
  let chain: Promise<unknown> = Promise.resolve()
  let last = 0
  const append = (kind: RunEventKind, step?: number, data?: object): Promise<void> => {
    const done = chain.then(() => appendEvent(session, { run, kind, step, ...(data === undefined ? {} : { data }) }))
    // A lost progress event must not end a run; whoever needs certainty awaits `write`.
    chain = done.catch(() => undefined)
    return done.then(() => undefined)
  }
  return {
    write: append,
    progress(step, tally) {
      if (performance.now() - last < INTERVAL_MS) return
      last = performance.now()
      append('progress', step, progressData(tally)).catch(() => undefined)
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
