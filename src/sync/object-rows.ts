import {
  type AttributeState,
  type AttributeStates,
  type ChangeKind,
  type Contributor,
  statesBefore,
} from '../metaverse/history.js'
import { searchKeys } from '../metaverse/keys.js'
import { type Attributes, sameValues, valuesOf } from '../model/value.js'
import type { WorkEntry, WorkObject } from './work.js'
import type { Workspace } from './workspace.js'

/** A metaverse object that is written, and its line in the change feed. */
export interface ObjectRow {
  readonly id: number
  readonly type: string
  readonly kind: ChangeKind
  readonly attributes: Attributes
  readonly keys: Readonly<Record<string, readonly string[]>>
  readonly changed: readonly string[]
  /** What was, for the history: attributes with other values or other contributors now; of a deletion all; of a creation nothing. */
  readonly before: AttributeStates
  /** Its type before, when that was another. */
  readonly typeBefore?: string
}

interface Entries {
  readonly before: ReadonlyMap<number, WorkEntry>
  readonly changed: readonly WorkEntry[]
}

/** The objects that were made, changed or deleted, and those whose values somebody else gives now, with what was before. */
export function objectRows(workspace: Workspace, held: ReadonlyMap<number, WorkObject>, entries: Entries): ObjectRow[] {
  const touched = regivenObjects(entries)
  return [...workspace.objects.values()].flatMap(object => {
    const before = held.get(object.id)
    if (before === undefined) return object.life === 'deleted' ? [] : [createdRow(workspace, object)]
    if (
      object.life !== 'deleted' &&
      object.attributes === before.attributes &&
      object.type === before.type &&
      !touched.has(object.id)
    )
      return []
    const was = statesOf(before, id => entries.before.get(id))
    return object.life === 'deleted' ? [deletedRow(before, was)] : changedRow(workspace, { object, before, was })
  })
}

/** Objects that entries have begun or ceased to give something. */
function regivenObjects({ before, changed }: Entries): ReadonlySet<number> {
  const touched = new Set<number>()
  for (const entry of changed) {
    const was = before.get(entry.id)?.link
    if (entry.link?.contributions === was?.contributions) continue
    for (const link of [was, entry.link])
      if (link !== undefined && Object.keys(link.contributions).length > 0) touched.add(link.object)
  }
  return touched
}

/** Every attribute of an object as it stands, with who gives it. */
export function statesOf(object: WorkObject, entryOf: (id: number) => WorkEntry | undefined): AttributeStates {
  const states: Record<string, { values: AttributeState['values']; contributors: Contributor[] }> = {}
  for (const [name, values] of Object.entries(object.attributes)) states[name] = { values, contributors: [] }
  for (const id of object.links) {
    const entry = entryOf(id)
    if (entry?.link?.object !== object.id) continue
    for (const [name, { rule, at }] of Object.entries(entry.link.contributions)) {
      states[name] ??= { values: [], contributors: [] }
      states[name].contributors.push({ agent: entry.agent, entry: id, rule, at })
    }
  }
  return states
}

const createdRow = (workspace: Workspace, object: WorkObject): ObjectRow => ({
  ...written(workspace, object),
  kind: 'created',
  changed: Object.keys(object.attributes),
  before: {},
})

const deletedRow = (before: WorkObject, was: AttributeStates): ObjectRow => ({
  id: before.id,
  type: before.type,
  kind: 'deleted',
  attributes: {},
  keys: {},
  changed: Object.keys(before.attributes),
  before: was,
})

interface Change {
  readonly object: WorkObject
  readonly before: WorkObject
  readonly was: AttributeStates
}

function changedRow(workspace: Workspace, { object, before, was }: Change): ObjectRow[] {
  const changed = changedNames(before.attributes, object.attributes)
  const states = statesBefore(
    was,
    statesOf(object, id => workspace.entries.get(id)),
  )
  if (changed.length > 0 || object.type !== before.type)
    return [
      {
        ...written(workspace, object),
        kind: 'updated',
        changed,
        before: states,
        ...(object.type !== before.type && { typeBefore: before.type }),
      },
    ]
  if (Object.keys(states).length === 0) return []
  return [
    { id: object.id, type: object.type, kind: 'handed-over', attributes: {}, keys: {}, changed: [], before: states },
  ]
}

function changedNames(before: Attributes, after: Attributes): string[] {
  if (before === after) return []
  const names = new Set([...Object.keys(after), ...Object.keys(before)])
  return [...names].filter(name => !sameValues(valuesOf(after, name), valuesOf(before, name)))
}

const written = ({ rules }: Workspace, { id, type, attributes }: WorkObject) => ({
  id,
  type,
  attributes,
  keys: searchKeys(attributes, rules.metaverse),
})
