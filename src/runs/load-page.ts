import type { MetaverseObject } from '../metaverse/object.js'
import { ProblemError } from '../model/problem.js'
import { type JoinSearch, joinValues } from '../rules/join.js'
import { type JoinCriterion, OBJECT_ID, type RuleSet } from '../rules/rule-set.js'
import type { Session } from '../storage/database.js'
import { loadDeferred } from '../storage/sync/deferred.js'
import { loadEntries, loadLinked, loadPresence } from '../storage/sync/load-entries.js'
import { findCandidates, loadObjects } from '../storage/sync/load-objects.js'
import { entryScope } from '../sync/scope.js'
import { entryView } from '../sync/views.js'
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
  /** Entries of the page that were read before. */
  readonly ahead?: ReadonlyMap<number, WorkEntry>
}

/** Loads the neighbourhood of a page: a fixed number of statements, however many entries it has. */
export async function loadPage(session: Session, request: PageRequest): Promise<PageContent> {
  const { agent, ids, rules, contested, objects = [], ahead } = request
  const rest = ahead === undefined ? ids : ids.filter(id => !ahead.has(id))
  const page = [...(ahead?.values() ?? []), ...(await loadEntries(session, agent, rest))]
  const linked = page.flatMap(entry => (entry.link === undefined ? [] : [entry.link.object]))
  const found = new Map<number, MetaverseObject>()
  for (const object of await loadObjects(session, [...linked, ...objects])) found.set(object.id, object)
  for (const object of await loadCandidates(session, page, rules)) found.set(object.id, object)
  return loadNeighbourhood(session, {
    page,
    objects: [...found.values()],
    contested,
    current: page.map(({ id }) => id),
  })
}

export interface Neighbourhood {
  /** Entries that are there already. */
  readonly page: readonly WorkEntry[]
  readonly objects: readonly MetaverseObject[]
  readonly contested: readonly string[]
  /** The entries that are being synchronized. */
  readonly current: readonly number[]
}

/** Objects with everything that is linked to them. */
export async function loadNeighbourhood(session: Session, around: Neighbourhood): Promise<PageContent> {
  const { page, objects, contested, current } = around
  const siblings = await loadLinked(
    session,
    objects.map(object => object.id),
  )
  const deferred = await loadDeferred(
    session,
    objects.map(object => object.id),
  )
  const entries = new Map([...siblings, ...page].map(entry => [entry.id, entry]))
  const present = await loadPresence(session, [...entries.values()], { attributes: contested, current })
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
    objects: objects.map(object => ({
      ...object,
      links: links.get(object.id) ?? [],
      life: 'held' as const,
      deferred: deferred.get(object.id),
    })),
  }
}

/** The objects that have any of these unique values, `attribute\0key`, with everything that is linked to them. */
export async function loadHolders(
  session: Session,
  values: Iterable<string>,
  request: Pick<PageRequest, 'rules' | 'contested'>,
): Promise<PageContent> {
  const keys = new Map<string, string[]>()
  for (const value of values) {
    const [attribute = '', key = ''] = value.split('\0')
    keys.set(attribute, [...(keys.get(attribute) ?? []), key])
  }
  const found = new Map<number, MetaverseObject>()
  for (const [attribute, ofAttribute] of keys) {
    const query = { attribute, multivalued: isMultivalued(request.rules, attribute), keys: ofAttribute }
    for (const object of await findCandidates(session, query)) found.set(object.id, object)
  }
  return loadNeighbourhood(session, { ...request, page: [], objects: [...found.values()], current: [] })
}

const isMultivalued = (rules: RuleSet, attribute: string): boolean =>
  rules.metaverse.attributes.get(attribute)?.multivalued === true

async function loadCandidates(
  session: Session,
  page: readonly WorkEntry[],
  rules: RuleSet,
): Promise<MetaverseObject[]> {
  const keys = new Map<string, Set<string>>()
  const objects: MetaverseObject[] = []
  for (const entry of page) {
    if (entry.link !== undefined && entry.pending !== 'delete-add') continue
    for (const criterion of rules.agents.get(entry.agent)?.types.get(entry.objectType)?.joins ?? [])
      collectKeys(keys, searchesOf(rules, criterion, entry))
  }
  for (const [attribute, values] of keys) {
    if (attribute === OBJECT_ID) objects.push(...(await loadObjects(session, [...values].map(Number))))
    else {
      const multivalued = isMultivalued(rules, attribute)
      objects.push(...(await findCandidates(session, { attribute, multivalued, keys: [...values] })))
    }
  }
  return objects
}

// The first mapping finds; the others are compared in memory.
function collectKeys(keys: Map<string, Set<string>>, [first]: readonly JoinSearch[]): void {
  if (first === undefined) return
  const set = keys.get(first.metaverseAttribute) ?? new Set()
  for (const key of first.keys) set.add(key)
  keys.set(first.metaverseAttribute, set)
}

// An expression that fails is the entry's problem, which its decision reports.
function searchesOf(rules: RuleSet, criterion: JoinCriterion, entry: WorkEntry): readonly JoinSearch[] {
  try {
    const views = { entry: () => entryView({ rules }, entry, entry.image), object: () => undefined }
    return joinValues(criterion, entryScope(entry), views) ?? []
  } catch (error) {
    if (error instanceof ProblemError) return []
    throw error
  }
}
