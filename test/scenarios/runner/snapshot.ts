import { parseObjectGuid } from '../../../src/metaverse/object-guid.js'
import type { Changes } from '../../../src/model/delta.js'
import type { Attributes } from '../../../src/model/value.js'
import type { Database } from '../../../src/storage/database.js'

/** Everything the hub holds, by names that stay the same while things are renamed: `metaverse hr/1`, `entry hr/1`. */
export type Snapshot = Readonly<Record<string, unknown>>

/** Takes snapshots. An entry is called by the first name it was seen under, an object by its first entry. */
export interface Camera {
  take(): Promise<Snapshot>
}

/** @param nameOf what to call an entry of an agent; by its anchor, where it has one, unless told otherwise */
export function camera(database: Database, nameOf = (entry: EntryRow): string => entry.anchor ?? entry.dn): Camera {
  const entryNames = namer()
  const objectNames = namer()
  return {
    async take() {
      const entries = await loadEntries(database)
      for (const entry of entries) entryNames.give(entry.id, `${entry.agent}/${nameOf(entry)}`)
      const objects = await loadObjects(database)
      for (const object of objects) objectNames.give(object.id, entryNames.of(object.links[0]?.entry ?? 0))
      const names = { entry: entryNames.of, object: objectNames.of }
      const snapshot: Record<string, unknown> = {}
      for (const object of objects) snapshot[`metaverse ${objectNames.of(object.id)}`] = showObject(object, names)
      for (const entry of entries) snapshot[`entry ${entryNames.of(entry.id)}`] = showEntry(entry, names)
      for (const problem of await database.query<{ agent: string; phase: string; place: string; code: string }>(
        `select a.name as agent, phase, place, code from problem p join agent a on a.id = p.agent_id where entry_id = 0 order by 1, 2, 3`,
      ))
        snapshot[`problem ${problem.agent} ${problem.phase} ${problem.place}`] = problem.code
      return withNamedIds(snapshot, objectNames.of)
    },
  }
}

// An object's own id is another one in every database.
const withNamedIds = (snapshot: Snapshot, nameOf: (id: number) => string): Snapshot =>
  JSON.parse(
    JSON.stringify(snapshot).replaceAll(/\{[0-9a-f-]{36}\}/g, guid => {
      const id = parseObjectGuid(guid)
      return id === undefined ? guid : `{id of ${nameOf(id)}}`
    }),
  )

interface Names {
  readonly entry: (id: number) => string
  readonly object: (id: number) => string
}

function namer() {
  const names = new Map<number, string>()
  const used = new Set<string>()
  return {
    give(id: number, wanted: string) {
      if (names.has(id)) return
      let name = wanted
      for (let i = 2; used.has(name); i++) name = `${wanted} #${i}`
      names.set(id, name)
      used.add(name)
    },
    of: (id: number): string => names.get(id) ?? `unknown ${id}`,
  }
}

interface ObjectRow {
  readonly id: number
  readonly type: string
  readonly attributes: Attributes
  readonly links: readonly { readonly entry: number; readonly gives: readonly string[] }[]
  readonly references: readonly { readonly attribute: string; readonly target: number }[]
}

const loadObjects = (database: Database): Promise<ObjectRow[]> =>
  database.query<ObjectRow>(
    `select o.id, o.type, o.attributes,
       (select coalesce(jsonb_agg(jsonb_build_object('entry', l.entry_id, 'gives',
          (select coalesce(jsonb_agg(k order by k), '[]') from jsonb_object_keys(l.contributions) k)) order by a.position, l.entry_id), '[]')
          from link l join agent a on a.id = l.agent_id where l.object_id = o.id) as links,
       (select coalesce(jsonb_agg(jsonb_build_object('attribute', r.attribute, 'target', r.target_id) order by r.attribute, r.target_id), '[]')
          from metaverse_reference r where r.object_id = o.id) as references
     from metaverse_object o order by o.id`,
  )

function showObject(object: ObjectRow, names: Names): unknown {
  const shown: Record<string, unknown> = { type: object.type }
  for (const [name, values] of Object.entries(object.attributes).sort()) shown[name] = brief(values)
  for (const [name, list] of Map.groupBy(object.references, reference => reference.attribute)) {
    shown[name] = list.map(reference => `→ ${names.object(reference.target)}`).sort()
  }
  shown.links = Object.fromEntries(object.links.map(link => [names.entry(link.entry), link.gives.join(' ')]))
  return shown
}

interface EntryRow {
  readonly id: number
  readonly agent: string
  readonly anchor: string | null
  readonly dn: string
  readonly named: boolean
  readonly imported: boolean
  readonly object_type: string
  readonly image: Attributes
  readonly references: readonly { readonly attribute: string; readonly target: string; readonly state: number }[]
  readonly operation: string | null
  readonly object_id: number | null
  readonly state: string | null
  readonly exports: readonly {
    readonly layer: string
    readonly operation: string
    readonly dn: string | null
    readonly changes: Changes
  }[]
  readonly export_references: readonly {
    readonly layer: string
    readonly attribute: string
    readonly operation: number
    readonly target: number
  }[]
  readonly problems: readonly string[]
}

const loadEntries = (database: Database): Promise<EntryRow[]> =>
  database.query<EntryRow>(
    `select e.id, a.name as agent, e.anchor, e.dn, e.dn_key is not null as named, e.hash is not null as imported, e.object_type, e.image,
       (select coalesce(jsonb_agg(jsonb_build_object('attribute', r.attribute, 'target', r.target, 'state', r.state) order by r.attribute, r.target), '[]')
          from entry_reference r where r.agent_id = e.agent_id and r.entry_id = e.id) as references,
       p.operation, l.object_id, case when l.explicit then 'explicit-connector' when l.object_id is not null then 'connector' else d.state end as state,
       (select coalesce(jsonb_agg(jsonb_build_object('layer', x.layer, 'operation', x.operation, 'dn', x.dn, 'changes', x.changes) order by x.layer), '[]')
          from export_change x where x.entry_id = e.id) as exports,
       (select coalesce(jsonb_agg(jsonb_build_object('layer', x.layer, 'attribute', x.attribute, 'operation', x.operation, 'target', x.target_id)
            order by x.layer, x.attribute, x.target_id), '[]') from export_reference x where x.entry_id = e.id) as export_references,
       (select coalesce(jsonb_agg(q.phase || ' ' || q.code || case when q.retry_count > 0 then ' ×' || q.retry_count + 1 else '' end order by q.phase), '[]')
          from problem q where q.agent_id = e.agent_id and q.entry_id = e.id) as problems
     from entry e join agent a on a.id = e.agent_id
     left join pending_import p on p.entry_id = e.id left join link l on l.entry_id = e.id left join disconnector d on d.entry_id = e.id
     order by a.position, e.dn, e.id`,
  )

function showEntry(entry: EntryRow, names: Names): unknown {
  const shown: Record<string, unknown> = {
    is: entry.object_id === null ? (entry.state ?? 'new') : `${entry.state} of ${names.object(entry.object_id)}`,
  }
  if (names.entry(entry.id) !== `${entry.agent}/${entry.dn}`) shown.dn = entry.dn
  if (!entry.named) shown.transient = true
  if (!entry.imported) shown.imported = false
  if (Object.keys(entry.image).length > 0)
    shown.image = Object.fromEntries(Object.entries(entry.image).map(([name, values]) => [name, brief(values)]))
  if (entry.references.length > 0)
    shown.references = entry.references.map(r => `${['', '+', '-'][r.state]}${r.attribute} ${r.target}`)
  if (entry.operation !== null) shown.import = entry.operation
  for (const change of entry.exports) shown[change.layer] = showExport(change, entry, names)
  if (entry.problems.length > 0) shown.problems = entry.problems
  return shown
}

function showExport(
  { layer, operation, dn, changes }: EntryRow['exports'][number],
  entry: EntryRow,
  names: Names,
): unknown {
  const lines = Object.entries(changes)
    .sort()
    .flatMap(([name, list]) =>
      list.map(change =>
        `${name} ${{ add: '+', delete: '-', replace: '=' }[change.operation]} ${change.values.join(' | ')}`.trim(),
      ),
    )
  const references = entry.export_references
    .filter(reference => reference.layer === layer)
    .map(
      reference => `${reference.attribute} ${reference.operation === 1 ? '+' : '-'} → ${names.entry(reference.target)}`,
    )
  return [dn === null || dn === entry.dn ? operation : `${operation} as ${dn}`, ...lines, ...references]
}

const brief = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 ? (values[0] as string) : values

/** What is different: whole where it is new, else only the parts that changed; null for what is gone. */
export function difference(before: Snapshot, after: Snapshot): Snapshot {
  const changed: Record<string, unknown> = {}
  for (const name of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
    if (JSON.stringify(before[name]) === JSON.stringify(after[name])) continue
    const parts = isRecord(before[name]) && isRecord(after[name]) ? difference(before[name], after[name]) : undefined
    changed[name] = parts ?? after[name] ?? null
  }
  return changed
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
