import type { Environment } from './environment.js'

/** What every row is given. */
export interface Bench {
  readonly environment: Environment
  readonly people: number
  /** How often short work is measured; the median counts. */
  readonly repetitions: number
  /** Says what is being done, on standard error. */
  say(line: string): void
}
