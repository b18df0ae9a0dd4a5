import type { Ledger } from '../ledger.js'
import type { MimAgent } from '../model.js'

/** What stands in hub.yaml for the connected source of a management agent. */
export interface SourceDraft {
  readonly connector: string
  readonly settings: Readonly<Record<string, unknown>>
  /** Why the source has no such object type; undefined: it has. */
  readonly noType?: (objectType: string) => string | undefined
  /** Why the source has no such attribute; undefined: it has. */
  readonly noAttribute?: (attribute: string) => string | undefined
}

/** What a source is drafted from. */
export interface SourceContext {
  readonly agent: MimAgent
  /** The agent's name as a part of file names: without spaces and slashes. */
  readonly slug: string
  readonly ledger: Ledger
}

/** A reference to the environment variable that holds a secret of the agent, which no export holds. */
export const secretOf = ({ agent, slug, ledger }: SourceContext, part: string, is: string): string =>
  ledger.secret(`${slug.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_${part}`, `${agent.name}: ${is}`)

/** Drops what is undefined, so that it is not written. */
export const defined = (settings: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))

/** A distinguished name's place among others, whatever its case. */
export const sameDn = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()
