import type { Contradiction } from './confirm.js'
import type { Entry } from './state.js'

/** What a step says about itself. */
export interface Report {
  readonly counters: Record<string, number>
  /** The objects behind the counters. */
  details: Detail[]
  /** How many objects it looked at, and how many of them failed. */
  done: number
  errors: number
  /** Entries that do not show what was exported, with what of it their values do not show. */
  readonly contradicted: Map<number, Contradiction['changes']>
}

export interface Detail {
  readonly counter: string
  readonly agent: string
  readonly entry: number
  /** The name it had then. */
  readonly dn: string | undefined
}

export const newReport = (): Report => ({ counters: {}, details: [], done: 0, errors: 0, contradicted: new Map() })

/** Counters that are numbers only. */
const PLAIN = [
  'stage-no-change',
  'disconnector-remains',
  'connector-no-flow',
  'outbound-connector-no-flow',
  'filtered-deletions',
]

export function count(report: Report, counter: string, entry?: Entry | undefined): void {
  report.counters[counter] = (report.counters[counter] ?? 0) + 1
  const [name = ''] = counter.split('@')
  if (entry === undefined || PLAIN.includes(name)) return
  report.details.push({ counter: name, agent: entry.agent, entry: entry.id, dn: entry.dn })
}
