import type { AttributeChange } from '../../model/delta.js'
import type { Value, Values } from '../../model/value.js'
import { type FlatAttribute, pathOf } from './attributes.js'
import { containerOf, isOfType, rawReferences, rawValues } from './decode.js'
import { quoted } from './filter.js'
import { isJson, type Json, listAt, valueAt } from './resource.js'

/** One operation of a PATCH (RFC 7644 section 3.5.2). */
export interface Operation {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path: string
  readonly value?: unknown
}

/** The changes of one attribute, with references as ids. */
export interface EncodedChange {
  readonly flat: FlatAttribute
  readonly changes: readonly AttributeChange[]
}

const MODIFIES: Readonly<Record<string, true>> = { typed: true, json: true }

/** Whether the operations for a change depend on what the resource holds. */
export function needsCurrent({ flat, changes }: EncodedChange): boolean {
  if (MODIFIES[flat.form]) return true
  if (!flat.isList && !(flat.form === 'part' && flat.definition.multivalued)) return false
  return changes.some(({ operation, values }) => {
    if (operation === 'replace') return flat.form === 'value' && values.length > 0
    if (operation === 'add') return false
    // Lists of plain values have no part to filter by, and not every service un-escapes what a filter quotes.
    return flat.form !== 'value' || values.some(value => quoted(value) !== `"${value}"`)
  })
}

/** The operations that make a change. `current` is the resource where {@link needsCurrent} asks for it. */
export function operationsFor({ flat, changes }: EncodedChange, current: Json | undefined): Operation[] {
  const path = flat.form === 'part' ? `${pathOf(flat)}.${flat.part}` : pathOf(flat)
  if (current !== undefined) return fromCurrent(flat, changes, current)
  return changes.flatMap(({ operation, values }): Operation[] => {
    if (flat.isList || flat.definition.multivalued) {
      const items = values.map(value =>
        flat.form === 'value' ? { value: encoded(flat, value) } : encoded(flat, value),
      )
      if (operation === 'delete')
        return values.map(value => ({ op: 'remove', path: `${path}[value eq ${quoted(value)}]` }))
      if (items.length > 0) return [{ op: operation, path, value: items }]
      return operation === 'replace' ? [{ op: 'remove', path }] : []
    }
    const [value] = values
    if (operation === 'delete' || value === undefined) return [{ op: 'remove', path }]
    return [{ op: 'replace', path, value: flat.form === 'value' ? { value } : encoded(flat, value) }]
  })
}

function fromCurrent(flat: FlatAttribute, changes: readonly AttributeChange[], current: Json): Operation[] {
  const path = pathOf(flat)
  const after = applied(heldValues(current, flat), changes)
  if (flat.form === 'typed' && after.length <= 1) {
    const existing = listAt(containerOf(current, flat), flat.attribute)
      .filter(isJson)
      .filter(item => isOfType(item, flat.valueType))
    const [value] = after
    const selector = `${path}[type eq ${quoted(flat.valueType ?? '')}]`
    if (existing.length === 1 && value !== undefined) {
      return [{ op: 'replace', path: `${selector}.${flat.part}`, value: encoded(flat, value) }]
    }
    if (existing.length === 0) {
      if (value === undefined) return []
      return [{ op: 'add', path, value: [{ type: flat.valueType, [flat.part ?? 'value']: encoded(flat, value) }] }]
    }
    if (value === undefined && flat.part === 'value') return [{ op: 'remove', path: selector }]
  }
  const changed = withValues(current, flat, after)
  const list = valueAt(containerOf(changed, flat), flat.attribute)
  return Array.isArray(list) && list.length > 0 ? [{ op: 'replace', path, value: list }] : [{ op: 'remove', path }]
}

/** Values after changes: replace, then delete, then add, each value once. */
export function applied(values: Values, changes: readonly AttributeChange[]): Values {
  const order = { replace: 0, delete: 1, add: 2 } as const
  let result = new Set<Value>(values)
  for (const { operation, values: told } of [...changes].sort((a, b) => order[a.operation] - order[b.operation])) {
    if (operation === 'replace') result = new Set(told)
    else for (const value of told) operation === 'add' ? result.add(value) : result.delete(value)
  }
  return [...result]
}

/** What a resource holds under a flat attribute, references as ids. */
export function heldValues(resource: Json, flat: FlatAttribute): Values {
  if (flat.definition.type === 'reference') return rawReferences(resource, flat).map(({ id }) => id)
  return [...new Set(rawValues(resource, flat).map(value => String(value)))]
}

/** The resource with these values under a flat attribute. What stays keeps everything else that the service has of it. */
export function withValues(resource: Json, flat: FlatAttribute, values: Values): Json {
  const container = containerOf(resource, flat)
  const value = attributeValue(container, flat, values)
  const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0)
  const changed = isEmpty ? without(container, flat.attribute) : { ...container, [flat.attribute]: value }
  if (flat.schema === undefined) return changed
  return Object.keys(changed).length === 0 ? without(resource, flat.schema) : { ...resource, [flat.schema]: changed }
}

const without = (object: Json, name: string): Json => {
  const { [name]: _, ...rest } = object
  return rest
}

function attributeValue(container: Json, flat: FlatAttribute, values: Values): unknown {
  const items = listAt(container, flat.attribute)
  const all = values.map(value => encoded(flat, value))
  switch (flat.form) {
    case 'simple':
      return flat.isList ? all : all[0]
    case 'part': {
      const held = valueAt(container, flat.attribute)
      const rest = without(isJson(held) ? held : {}, flat.part ?? '')
      const value = flat.definition.multivalued ? all : all[0]
      const whole = value === undefined ? rest : { ...rest, [flat.part ?? '']: value }
      return Object.keys(whole).length > 0 ? whole : undefined
    }
    case 'value': {
      if (!flat.isList) return values[0] === undefined ? undefined : { value: all[0] }
      const held = new Map(items.map(item => [String(isJson(item) ? item.value : item), item]))
      return values.map((value, i) => held.get(value) ?? { value: all[i] })
    }
    case 'json':
      return all
    case 'typed':
      return typedItems(items.filter(isJson), flat, all)
  }
}

/** The list with the values of one type changed: what is there is changed in its place, the rest comes or goes. */
function typedItems(items: readonly Json[], flat: FlatAttribute, values: readonly unknown[]): Json[] {
  const part = flat.part ?? 'value'
  const left = [...values]
  const result: Json[] = []
  for (const item of items) {
    if (!isOfType(item, flat.valueType)) {
      result.push(item)
      continue
    }
    const value = left.shift()
    const rest = without(item, part)
    if (value !== undefined) result.push({ ...rest, [part]: value })
    // A value without its main part is none; an address without its city still is one.
    else if (part !== 'value' && Object.keys(rest).some(key => key !== 'type' && key !== 'primary')) result.push(rest)
  }
  return [...result, ...left.map(value => ({ type: flat.valueType, [part]: value }))]
}

function encoded(flat: FlatAttribute, value: Value): unknown {
  if (flat.form === 'json') return parsedJson(value)
  switch (flat.definition.type) {
    case 'boolean':
      return value === 'true'
    case 'number':
      return Number(value)
    default:
      return value
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
