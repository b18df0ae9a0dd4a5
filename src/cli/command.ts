import type { Exit } from './exit-codes.js'
import type { Interruption } from './interruption.js'
import type { Screen } from './screen.js'
import type { Settings } from './settings.js'

/** What every command works with. */
export interface Context {
  readonly screen: Screen
  readonly settings: Settings
  readonly interruption: Interruption
}

/** A command's options as they were given, by their long names in camel case. */
export type Options = Readonly<Record<string, unknown>>

export interface CommandOption {
  readonly flags: string
  readonly description: string
  readonly default?: string | number | boolean
  readonly required?: boolean
  readonly parse?: (text: string) => unknown
}

/** One command of the program, as data: the help, the documentation's test and the parser read it. */
export interface CommandDefinition {
  /** Name and arguments, e.g. `run <agent> <profile>`; two words for a command of a group. */
  readonly usage: string
  readonly summary: string
  readonly description: string
  readonly options?: readonly CommandOption[]
  /** Command lines to try, with what they do. */
  readonly examples: readonly (readonly [line: string, does: string])[]
  readonly action: (context: Context, parameters: readonly (string | undefined)[], options: Options) => Promise<Exit>
}
