import type { Counters } from '../../model/counter.js'
import { type RunStatus, severityOf } from '../../model/status.js'
import type { Exit } from '../exit-codes.js'
import type { Style } from '../screen.js'

export const numberText = (count: number): string => count.toLocaleString('en')

export const secondsText = (milliseconds: number): string =>
  milliseconds < 10_000 ? `${(milliseconds / 1_000).toFixed(1)} s` : durationText(Math.round(milliseconds / 1_000))

/** `42 s`, `3 min 20 s`, `2 h 5 min` */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`
}

/** Counters under MIM's names, largest news first as they were counted. */
export const countersText = (counters: Counters): string =>
  Object.entries(counters)
    .map(([name, count]) => `${name.replace('@', ' at ')} ${numberText(count)}`)
    .join(', ')

const STYLES = { running: 'cyan', good: 'green', warning: 'yellow', problems: 'yellow', stopped: 'red' } as const

export const styleOf = (status: RunStatus): Style => STYLES[severityOf(status)]

const EXITS = {
  running: 'stopped',
  good: 'good',
  warning: 'problems',
  problems: 'problems',
  stopped: 'stopped',
} as const

export const exitOfStatus = (status: RunStatus): Exit => EXITS[severityOf(status)]
