import { type MemoryObject, memorySource } from '../../../src/connectors/memory/index.js'
import type { Changes } from '../../../src/model/delta.js'
import type { Attributes } from '../../../src/model/value.js'
import type { Database } from '../../../src/storage/database.js'
import type { View } from '../model/view.js'
import { sourceName } from './document.js'
import { type Populations, populationOf, shares } from './populations.js'
import {
  type ChangeRow,
  type EntryRow,
  loadChanges,
  loadEntries,
  loadGhosts,
  loadObjects,
  loadProblems,
  loadReferences,
  loadSentReferences,
  type ObjectRow,
} from './rows.js'

const STATES = ['settled', 'coming', 'going']
const OPERATIONS = { replace: 'set', add: 'add', delete: 'remove' } as const

/** What the hub and its sources hold now, population by population, in the form of the model's views. */
export async function observe(database: Database, populations: Populations): Promise<Map<string, View>> {
  const rows = await load(database)
  const keys = entryKeys(rows.entries, populations)
  const linked = Map.groupBy(
    rows.entries.filter(entry => entry.object_id !== null),
    entry => entry.object_id as number,
  )
  const objectKey = (id: number): string =>
    (linked.get(id) ?? [])
      .map(entry => keys.get(entry.id) as string)
      .sort()
      .join(' + ')
  const views = new Map<string, View>()
  const entriesOf = Map.groupBy(rows.entries, entry => populationOf(entry.dn))
  const objects = new Map(rows.objects.map(object => [object.id, object]))
  const ghosts = Map.groupBy(await loadGhosts(database), ghost => populationOf(ghost.dn))
  const places = new Map<string, (prefix: string) => string>()
  for (const agent of populations.agents) places.set(agent, await populations.placesOf(database, agent))
  const sources = new Map(
    populations.agents.map(agent => [
      agent,
      Map.groupBy([...memorySource(sourceName(agent)).all()], object => populationOf(object.dn)),
    ]),
  )
  const logs = new Map(populations.agents.map(agent => [agent, shares(memorySource(sourceName(agent)).log)]))
  for (const prefix of populations.prefixes) {
    const entries = entriesOf.get(prefix) ?? []
    const own = new Set(entries.flatMap(entry => (entry.object_id === null ? [] : [entry.object_id])))
    views.set(prefix, {
      entries: Object.fromEntries(entries.map(entry => [keys.get(entry.id) as string, showEntry(entry, rows, keys)])),
      objects: Object.fromEntries(
        [...own]
          .flatMap(id => objects.get(id) ?? [])
          .map(object => [objectKey(object.id), showObject(object, { objectKey, keys, linked })]),
      ),
      strangers: Object.fromEntries(
        rows.problems
          .filter(problem => problem.place.startsWith(prefix))
          .map(problem => [`${problem.agent} ${problem.place}`, `${problem.code} ${problem.retry_count}`])
          .sort(),
      ),
      ghosts: { number: ghosts.get(prefix)?.length ?? 0 },
      agents: Object.fromEntries(populations.agents.map(agent => [agent, places.get(agent)?.(prefix)])),
      sources: Object.fromEntries(
        populations.agents.map(agent => [
          agent,
          [logs.get(agent)?.get(prefix) ?? 0, showSource(sources.get(agent)?.get(prefix) ?? [], populations)],
        ]),
      ),
    })
  }
  return views
}

const load = async (database: Database) => ({
  entries: await loadEntries(database),
  objects: await loadObjects(database),
  references: Map.groupBy(await loadReferences(database), row => row.entry_id),
  changes: Map.groupBy(await loadChanges(database), row => row.entry_id),
  sent: Map.groupBy(await loadSentReferences(database), row => row.entry_id),
  ...(await loadAllProblems(database)),
})

async function loadAllProblems(database: Database) {
  const problems = await loadProblems(database)
  return {
    problems: problems.filter(({ entry_id }) => entry_id === 0),
    troubles: Map.groupBy(problems, row => row.entry_id),
  }
}
type Rows = Awaited<ReturnType<typeof load>>

function entryKeys(entries: readonly EntryRow[], populations: Populations): Map<number, string> {
  const used = new Set<string>()
  const keys = new Map<number, string>()
  for (const { id, agent, dn, anchor } of entries) {
    let name = `${agent} ${dn} ${anchor === null ? '-' : populations.anchorOf(anchor)}`
    while (used.has(name)) name += '*'
    used.add(name)
    keys.set(id, name)
  }
  return keys
}

interface Linking {
  readonly objectKey: (id: number) => string
  readonly keys: ReadonlyMap<number, string>
  readonly linked: ReadonlyMap<number, readonly EntryRow[]>
}

const showObject = (
  { id, type, attributes, references }: ObjectRow,
  { objectKey, keys, linked }: Linking,
): unknown => ({
  type,
  values: inOrder(attributes),
  references: references.map(each => `${each.attribute} → ${objectKey(each.target)}`).sort(),
  gives: (linked.get(id) ?? []).map(entry => `${keys.get(entry.id)}: ${[...entry.gives].sort().join(' ')}`).sort(),
})

function showEntry(entry: EntryRow, rows: Rows, keys: ReadonlyMap<number, string>): unknown {
  const layer = (name: ChangeRow['layer']): unknown => showExport(name, entry, rows, keys)
  const isLinked = entry.object_id !== null
  return {
    type: entry.object_type,
    named: entry.named,
    imported: entry.imported,
    image: inOrder(entry.image),
    references: (rows.references.get(entry.id) ?? [])
      .map(({ attribute, target, state }) => `${attribute} ${target} ${STATES[state]}`)
      .sort(),
    import: `${entry.operation ?? 'none'}${entry.moved === true ? ' moved' : ''}`,
    state: isLinked ? (entry.explicit ? 'explicit-connector' : 'connector') : (entry.state ?? 'new'),
    pending: layer('pending'),
    escrowed: layer('escrowed'),
    unconfirmed: layer('unconfirmed'),
    troubles: (rows.troubles.get(entry.id) ?? [])
      .map(problem => `${problem.phase} ${problem.code} ${problem.retry_count}`)
      .sort(),
  }
}

function showExport(
  layer: ChangeRow['layer'],
  entry: EntryRow,
  rows: Rows,
  keys: ReadonlyMap<number, string>,
): unknown {
  const change = rows.changes.get(entry.id)?.find(each => each.layer === layer)
  const references = (rows.sent.get(entry.id) ?? []).filter(each => each.layer === layer)
  if (change === undefined) return references.length === 0 ? undefined : ['references without a change']
  const { operation, dn, changes, may_be_sent } = change
  return [
    `${operation}${dn === null ? '' : ` as ${dn}`}${may_be_sent ? ' again' : ''}`,
    ...showChanges(changes),
    ...references
      .map(({ attribute, operation, target }) => {
        return `${attribute} ${operation === 1 ? 'add' : 'remove'} → ${keys.get(target) ?? 'gone'}`
      })
      .sort(),
  ]
}

const showChanges = (changes: Changes): string[] =>
  Object.entries(changes)
    .flatMap(([name, list]) =>
      list.map(change => `${name} ${OPERATIONS[change.operation]} ${[...change.values].sort().join(' ')}`),
    )
    .sort()

const showSource = (objects: readonly MemoryObject[], populations: Populations): unknown =>
  Object.fromEntries(
    objects.map(({ anchor, objectType, dn, attributes }) => [
      populations.anchorOf(anchor),
      { type: objectType, dn, values: inOrder(attributes) },
    ]),
  )

/** Values in order, and no attribute without any. */
function inOrder(attributes: Attributes): Record<string, readonly string[]> {
  const ordered: Record<string, readonly string[]> = {}
  for (const name in attributes) {
    const values = attributes[name] ?? []
    if (values.length > 0) ordered[name] = values.length === 1 ? values : [...values].sort()
  }
  return ordered
}
