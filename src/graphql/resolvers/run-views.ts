import type { RunEventRow } from '../../storage/read/run-events.js'

export interface CounterView {
  readonly name: string
  readonly count: number
  readonly targetAgent: string | undefined
}

/** Counters as stored, outbound ones as `<counter>@<target agent>`. */
export function counterList(counters: Readonly<Record<string, number>>): CounterView[] {
  return Object.entries(counters)
    .filter(([, count]) => count !== 0)
    .map(([key, count]) => {
      const at = key.indexOf('@')
      return at < 0
        ? { name: key, count, targetAgent: undefined }
        : { name: key.slice(0, at), count, targetAgent: key.slice(at + 1) }
    })
}

interface StoredProgress {
  readonly done?: number
  readonly total?: number | null
  readonly rate?: number
  readonly remainingSeconds?: number | null
}

export function progressView({ done = 0, total = null, rate = 0, remainingSeconds }: StoredProgress) {
  const guess = total === null || rate === 0 ? null : Math.ceil(Math.max(0, total - done) / rate)
  return { done, total, rate, remainingSeconds: remainingSeconds === undefined ? guess : remainingSeconds }
}

const hasCounters = (kind: RunEventRow['kind']): boolean => kind === 'progress' || kind === 'step-ended'

/** An event as the graph shows it: what its kind carries, and nothing else. */
export function eventView({ run, number, at, kind, step, data }: RunEventRow) {
  const progress = kind === 'progress' ? progressView(data) : null
  return {
    run,
    number,
    at,
    kind,
    progress,
    stepNumber: step,
    stepType: kind === 'step-started' || kind === 'step-ended' ? data.type : null,
    counters: hasCounters(kind) ? counterList((data.counters ?? {}) as Record<string, number>) : null,
    status: kind === 'step-ended' || kind === 'run-ended' ? data.status : null,
    problem: kind === 'problem' ? data : null,
  }
}
