import type { MetaverseObject } from '../metaverse/object.js'
import { ProblemError } from '../model/problem.js'
import { joinValues } from '../rules/join.js'
import type { JoinCriterion, RuleSet } from '../rules/rule-set.js'
import type { Session } from '../storage/database.js'
import { loadEntries, loadLinked, loadPresence } from '../storage/sync/load-entries.js'
import { findCandidates, loadObjects } from '../storage/sync/load-objects.js'
import { entryScope } from '../sync/scope.js'
import type { WorkEntry, WorkObject } from '../sync/work.js'

/** Everything that the decisions of one page may look at. */
export interface PageContent {
  readonly entries: readonly WorkEntry[]
  readonly objects: readonly WorkObject[]
}

export interface PageRequest {
  readonly agent: number
  readonly ids: readonly number[]
  readonly rules: RuleSet
  /** Reference attributes whose presence decides who contributes. */
  readonly contested: readonly string[]
  /** Objects that are looked at besides. */
  readonly objects?: readonly number[]
}

/** Loads the neighbourhood of a page: a fixed number of statements, however many entries it has. */
export async function loadPage(session: Session, request: PageRequest): Promise<PageContent> {
  const { agent, ids, rules, contested, objects = [] } = request
  const page = await loadEntries(session, agent, ids)
  const linked = page.flatMap(entry => (entry.link === undefined ? [] : [entry.link.object]))
  const found = new Map<number, MetaverseObject>()
  for (const object of await loadObjects(session, [...linked, ...objects])) found.set(object.id, object)
  for (const object of await loadCandidates(session, page, rules)) found.set(object.id, object)
  const siblings = await loadLinked(session, [...found.keys()])
  const entries = new Map([...siblings, ...page].map(entry => [entry.id, entry]))
  const present = await loadPresence(session, [...entries.values()], contested)
  const links = new Map<number, number[]>()
  for (const entry of entries.values()) {
    if (entry.link === undefined) continue
    const list = links.get(entry.link.object)
    if (list === undefined) links.set(entry.link.object, [entry.id])
    else list.push(entry.id)
  }
  return {
    entries: [...entries.values()].map(entry =>
      present.has(entry.id) ? { ...entry, present: present.get(entry.id) ?? [] } : entry,
    ),
    objects: [...found.values()].map(object => ({
      ...object,
      links: links.get(object.id) ?? [],
      life: 'held' as const,
    })),
  }
}

async function loadCandidates(
  session: Session,
  page: readonly WorkEntry[],
  rules: RuleSet,
): Promise<MetaverseObject[]> {
  const keys = new Map<string, Set<string>>()
  for (const entry of page) {
    if (entry.link !== undefined && entry.pending !== 'delete-add') continue
    for (const criterion of rules.agents.get(entry.agent)?.types.get(entry.objectType)?.joins ?? [])
      collectKeys(keys, criterion, entry)
  }
  const objects: MetaverseObject[] = []
  for (const [attribute, values] of keys) {
    const multivalued = rules.metaverse.attributes.get(attribute)?.multivalued === true
    objects.push(...(await findCandidates(session, { attribute, multivalued, keys: [...values] })))
  }
  return objects
}

// The first mapping finds; the others are compared in memory.
function collectKeys(keys: Map<string, Set<string>>, criterion: JoinCriterion, entry: WorkEntry): void {
  const [first] = searchesOf(criterion, entry)
  if (first === undefined) return
  const set = keys.get(first.metaverseAttribute) ?? new Set()
  for (const key of first.keys) set.add(key)
  keys.set(first.metaverseAttribute, set)
}

// An expression that fails is the entry's problem, which its decision reports.
function searchesOf(criterion: JoinCriterion, entry: WorkEntry) {
  try {
    return joinValues(criterion, entryScope(entry)) ?? []
  } catch (error) {
    if (error instanceof ProblemError) return []
    throw error
  }
}
