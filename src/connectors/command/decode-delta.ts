import type { AttributeChange, Changes } from '../../model/delta.js'
import type { ProblemCode } from '../../model/problem.js'
import type { AttributeDefinition, Value, Values } from '../../model/value.js'
import type { ObjectTypeSelection } from '../connector.js'
import type { ReadItem } from '../kit/pages.js'
import { definitionsOf } from '../kit/selection.js'
import { decodeText } from '../kit/value.js'

/** Reads one delta of a page; what is wrong with it is a problem of its own. */
export type DeltaDecoder = (delta: unknown) => ReadItem

type Json = Readonly<Record<string, unknown>>
interface Trouble {
  readonly code: ProblemCode
  readonly message: string
  readonly attribute?: string
}

export function deltaDecoder(types: readonly ObjectTypeSelection[]): DeltaDecoder {
  const selected = new Map(types.map(({ name, attributes }) => [name, new Map(attributes.map(one => [one.name, one]))]))
  const every = new Map([...definitionsOf(types).values()].map(one => [one.name, one]))

  return delta => {
    if (!isObject(delta)) return problem({ code: 'parse-error', message: 'A delta is no object.' }, {})
    const type = textOf(delta.objectType)
    if (type !== undefined && !selected.has(type)) return { kind: 'filtered' }
    const definitions = (type === undefined ? undefined : selected.get(type)) ?? every
    return delta.kind === 'add' ? decodeAdd(delta, type, definitions) : decodeChange(delta, type, definitions)
  }
}

type Definitions = ReadonlyMap<string, AttributeDefinition>

function decodeChange(delta: Json, objectType: string | undefined, definitions: Definitions): ReadItem {
  const anchor = textOf(delta.anchor)
  const dn = textOf(delta.dn) ?? anchor
  if (dn === undefined) return problem({ code: 'missing-dn', message: 'The delta has neither dn nor anchor.' }, delta)
  const named = { dn, ...(anchor !== undefined && { anchor }), ...(objectType !== undefined && { objectType }) }
  if (delta.kind === 'delete') return { kind: 'delete', ...named }
  if (delta.kind !== 'modify') {
    const message = `The kind of a delta is add, modify or delete, not ${String(delta.kind)}.`
    return problem({ code: 'invalid-change-type', message }, delta)
  }
  const changes = changesIn(delta.changes, definitions)
  if (isTrouble(changes)) return problem(changes, delta)
  const newDn = textOf(delta.newDn)
  if (Object.keys(changes).length === 0 && newDn === undefined) return { kind: 'filtered' }
  return { kind: 'modify', ...named, ...(newDn !== undefined && { newDn }), changes }
}

function decodeAdd(delta: Json, objectType: string | undefined, definitions: Definitions): ReadItem {
  const anchor = textOf(delta.anchor)
  if (objectType === undefined)
    return problem({ code: 'missing-object-type', message: 'The object has no objectType.' }, delta)
  if (anchor === undefined)
    return problem({ code: 'missing-anchor-component', message: 'The object has no anchor.' }, delta)
  const attributes: Record<string, Values> = {}
  for (const [name, json] of Object.entries(isObject(delta.attributes) ? delta.attributes : {})) {
    const definition = definitions.get(name)
    if (definition === undefined) continue
    const values = valuesIn(json, definition)
    if (isTrouble(values)) return problem(values, delta)
    if (values.length > 0) attributes[name] = values
  }
  return { kind: 'add', objectType, dn: textOf(delta.dn) ?? anchor, anchor, attributes }
}

function changesIn(json: unknown, definitions: Definitions): Changes | Trouble {
  const changes: Record<string, readonly AttributeChange[]> = {}
  for (const [name, list] of Object.entries(isObject(json) ? json : {})) {
    const definition = definitions.get(name)
    if (definition === undefined) continue
    if (!Array.isArray(list)) return wrongChange(name)
    const read: AttributeChange[] = []
    for (const change of list) {
      if (!isObject(change) || !isOperation(change.operation)) return wrongChange(name)
      // Several values may go while one comes.
      const values = valuesIn(change.values, { ...definition, multivalued: true })
      if (isTrouble(values)) return values
      read.push({ operation: change.operation, values })
    }
    if (read.length > 0) changes[name] = read
  }
  return changes
}

const isOperation = (word: unknown): word is AttributeChange['operation'] =>
  word === 'add' || word === 'delete' || word === 'replace'

const wrongChange = (attribute: string): Trouble => ({
  code: 'invalid-modification-type',
  message: `The changes of ${attribute} are no list of {"operation": "add", "delete" or "replace", "values": […]}.`,
  attribute,
})

/** A value, a list of values, or null: none. Numbers and booleans may be JSON's own. */
function valuesIn(json: unknown, { name, type, multivalued }: AttributeDefinition): Values | Trouble {
  const list: readonly unknown[] = Array.isArray(json) ? json : json === null || json === undefined ? [] : [json]
  if (list.length > 1 && !multivalued) {
    const message = `${name} is single-valued and has ${list.length} values.`
    return { code: 'multi-single-mismatch', message, attribute: name }
  }
  const values = new Set<Value>()
  for (const one of list) {
    const text = textIn(one)
    if (text === undefined) {
      const message = `A value of ${name} is neither text, nor true or false, nor a whole number that JSON can hold exactly; write it as text.`
      return { code: 'invalid-attribute-value', message, attribute: name }
    }
    const decoded = decodeText(type, text)
    if (!decoded.ok) {
      const message = `The value ${text.slice(0, 80)} of ${name} does not fit the type ${type}.`
      return { code: decoded.code, message, attribute: name }
    }
    values.add(decoded.value)
  }
  return [...values]
}

function textIn(json: unknown): string | undefined {
  if (typeof json === 'string') return json.isWellFormed() ? json : undefined
  if (typeof json === 'boolean') return String(json)
  return Number.isSafeInteger(json) ? String(json) : undefined
}

function textOf(json: unknown): string | undefined {
  const text = textIn(json)
  return text === '' ? undefined : text
}

function problem({ code, message, attribute }: Trouble, { dn, anchor }: Json): ReadItem {
  const where = {
    ...(typeof dn === 'string' && { dn }),
    ...(typeof anchor === 'string' && { anchor }),
    ...(attribute !== undefined && { attribute }),
  }
  return { kind: 'problem', problem: { code, message, hint: 'Correct what the program sends.', where } }
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const isTrouble = (value: object): value is Trouble => 'code' in value && typeof value.code === 'string'
