import type { Counters } from '../../model/counter.js'
import type { Problem } from '../../model/problem.js'
import type { RuleSet } from '../../rules/rule-set.js'
import type { Session } from '../../storage/database.js'
import type { FoundEntry } from '../../storage/operator/find-entry.js'
import {
  type EntryStanding,
  loadObjectStandings,
  loadStandings,
  type ObjectStanding,
  type ReferenceOutcome,
} from '../../storage/preview/standing.js'
import { findRuleNames } from '../../storage/read/links.js'
import type { TraceEvent } from '../../sync/trace.js'

export const PREVIEW_MODES = ['full', 'delta'] as const
export type PreviewMode = (typeof PREVIEW_MODES)[number]

export interface Standings {
  readonly entries: readonly EntryStanding[]
  readonly objects: readonly ObjectStanding[]
}

/** One entry synchronized within a transaction, and what has come of it. */
export interface Rehearsal {
  readonly events: readonly TraceEvent[]
  readonly counters: Counters
  readonly problem: Problem | undefined
  /** Whom it concerns. */
  readonly entries: readonly number[]
  readonly objects: readonly number[]
  readonly references: readonly ReferenceOutcome[]
  readonly after: Standings
}

/** Something as it was and as it will be; undefined: not there. */
export interface Change<T> {
  readonly id: number
  readonly before: T | undefined
  readonly after: T | undefined
}

/** What synchronizing one entry does, and why (domain.md 9.1). */
export interface Preview {
  readonly entry: FoundEntry
  readonly mode: PreviewMode
  /** What was looked at and decided, in order. */
  readonly events: readonly TraceEvent[]
  readonly counters: Counters
  /** Why it fails: nothing changes then. */
  readonly problem: Problem | undefined
  /** The entry itself, everything linked to its objects, and connectors whose references change in passing. */
  readonly entries: readonly Change<EntryStanding>[]
  readonly objects: readonly Change<ObjectStanding>[]
  readonly references: readonly ReferenceOutcome[]
  readonly names: PreviewNames
}

/** What the numbers in a preview are called. */
export interface PreviewNames {
  readonly rules: ReadonlyMap<number, string>
  readonly agents: ReadonlyMap<number, string>
}

export async function standingsOf(
  session: Session,
  { entries, objects }: Pick<Rehearsal, 'entries' | 'objects'>,
): Promise<Standings> {
  return { entries: await loadStandings(session, entries), objects: await loadObjectStandings(session, objects) }
}

export interface PreviewParts {
  readonly rehearsal: Rehearsal
  readonly before: Standings
  readonly request: { readonly mode: PreviewMode }
  readonly found: FoundEntry
  readonly rules: RuleSet
}

export async function previewOf(
  session: Session,
  { rehearsal, before, request, found, rules }: PreviewParts,
): Promise<Preview> {
  const { events, counters, problem, references, after } = rehearsal
  const numbers = new Set([...events.flatMap(rulesOf), ...[...before.entries, ...after.entries].map(each => each.rule)])
  const known = [...numbers].filter(number => typeof number === 'number')
  return {
    entry: found,
    mode: request.mode,
    events,
    counters,
    problem,
    references,
    entries: changes(rehearsal.entries, before.entries, after.entries),
    objects: changes(rehearsal.objects, before.objects, after.objects),
    names: {
      rules: new Map((await findRuleNames(session, known)).map(rule => [rule.id, rule.name])),
      agents: new Map([...rules.agents.values()].map(agent => [agent.id, agent.name])),
    },
  }
}

function changes<T extends { readonly id: number }>(
  ids: readonly number[],
  before: readonly T[],
  after: readonly T[],
): Change<T>[] {
  const find = (rows: readonly T[], id: number): T | undefined => rows.find(row => row.id === id)
  return ids
    .map(id => ({ id, before: find(before, id), after: find(after, id) }))
    .filter(each => each.before !== undefined || each.after !== undefined)
}

function rulesOf(event: TraceEvent): (number | undefined)[] {
  switch (event.kind) {
    case 'filter':
      return event.alternatives.map(each => each.rule)
    case 'import':
    case 'export':
      return event.flows.map(each => each.rule)
    case 'join':
    case 'projection':
    case 'link':
    case 'provisioning-rule':
    case 'provisioned':
      return [event.rule]
    default:
      return []
  }
}
