import type { PageOutcome } from './outcome.js'
import type { WorkEntry } from './work.js'
import type { Workspace } from './workspace.js'

/** What becomes of an entry that something else parts from its object. */
export const FATES = ['removed', 'deleted', 'disconnector', 'explicit-disconnector'] as const
export type Fate = (typeof FATES)[number]

export interface Consequence {
  readonly entry: number
  readonly agent: number
  readonly dn: string
  /** `removed`: it was never sent. `deleted`: a delete is to be exported. */
  readonly becomes: Fate
}

export interface Consequences {
  /** Whether the metaverse object goes, at once or after its grace period. */
  readonly deletesObject: boolean
  /** When it goes, if not at once; milliseconds since 1970. */
  readonly due: number | undefined
  /** Other entries that lose their object. */
  readonly entries: readonly Consequence[]
  /** Attributes of the object that change. */
  readonly changed: readonly string[]
}

export interface Decided {
  readonly workspace: Workspace
  readonly outcome: PageOutcome
  /** The entries as they were. */
  readonly before: readonly WorkEntry[]
}

/** What a decision about one entry means for its object and everything else that is linked to it. */
export function consequencesOf({ workspace, outcome, before }: Decided, entry: number, object: number): Consequences {
  const now = workspace.object(object)
  const deleted = now.life === 'deleted'
  return {
    deletesObject: deleted || now.deferred !== undefined,
    due: deleted ? undefined : now.deferred?.due,
    entries: before.flatMap(held => {
      const after = workspace.entry(held.id)
      if (held.id === entry || held.link === undefined || after.link?.object === held.link.object) return []
      return [{ entry: held.id, agent: held.agent, dn: held.dn, becomes: fateOf(after) }]
    }),
    changed: deleted ? [] : (outcome.objects.find(row => row.id === object)?.changed ?? []),
  }
}

function fateOf(entry: WorkEntry): Fate {
  if (entry.life === 'removed') return 'removed'
  if (entry.pendingExport?.operation === 'delete') return 'deleted'
  return entry.state === 'disconnector' ? 'disconnector' : 'explicit-disconnector'
}
