import type { Attribute, SearchEntry } from 'ldapts'
import type { AddDelta } from '../../../model/delta.js'
import type { Problem, ProblemCode } from '../../../model/problem.js'
import type { AttributeDefinition, Values } from '../../../model/value.js'
import type { ObjectTypeSelection } from '../../connector.js'
import { type TypeChooser, typeChooser } from '../object-type.js'
import { decodeText } from '../value.js'
import type { Dialect } from './dialect.js'
import { type Slots, slotsOf, type WantedSlot } from './slots.js'

/** Values that the server gave only a part of. */
export interface Remainder {
  readonly attribute: AttributeDefinition
  readonly from: number
}

/** One entry read: a delta (perhaps with values still to be fetched), a problem, or nothing when its type is not selected. */
export type DecodedEntry =
  | { readonly kind: 'object'; readonly delta: AddDelta; readonly remainders?: readonly Remainder[] }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'filtered' }

export type EntryDecoder = (entry: SearchEntry) => DecodedEntry

interface Shape {
  readonly types: readonly ObjectTypeSelection[]
  readonly anchor: string
  /** How far below `top` each object class is, by lower-case name. */
  readonly depths: ReadonlyMap<string, number>
  readonly dialect?: Dialect
}

const FILTERED: DecodedEntry = { kind: 'filtered' }

/** What one pass over an entry finds. */
interface Gathered {
  readonly attributes: Record<string, Values>
  objectClass?: readonly (string | Buffer)[]
  anchor?: Attribute
  /** Attributes that not every type selects; absent for most entries, like the next. */
  onlyIn?: { readonly name: string; readonly types: ReadonlySet<string> }[]
  remainders?: Remainder[]
  wrong?: { readonly code: ProblemCode; readonly name: string }
}

/** The inner loop of an import: one pass over the attributes, nothing copied that is already right. */
export function entryDecoder({ types, anchor, depths, dialect = {} }: Shape): EntryDecoder {
  const slots: Slots = slotsOf(types, anchor, dialect)
  const chooseType = rememberingLast(dialect.chooseType ?? typeChooser(types, depths))
  const textOf = (attribute: Attribute) => anchorText(attribute, dialect)

  return entry => {
    const found = gather(entry.attributes, slots)
    if (found.objectClass === undefined) return problemOf(entry, 'missing-object-type')
    const objectType = chooseType(found.objectClass as readonly string[])
    if (objectType === undefined) return FILTERED
    if (found.wrong !== undefined) {
      const { code, name } = found.wrong
      return problemOf(entry, code, { attribute: name, anchor: found.anchor && textOf(found.anchor) })
    }
    if (found.anchor === undefined) return problemOf(entry, 'missing-anchor-component', { attribute: anchor })
    if (found.anchor.values.length > 1) return problemOf(entry, 'multi-valued-anchor-component', { attribute: anchor })
    const { attributes, remainders } = found
    if (found.onlyIn !== undefined) leaveOut(attributes, found.onlyIn, objectType)
    const delta: AddDelta = { kind: 'add', objectType, dn: entry.name, anchor: textOf(found.anchor), attributes }
    if (remainders === undefined) return { kind: 'object', delta }
    return { kind: 'object', delta, remainders: remainders.filter(one => attributes[one.attribute.name] !== undefined) }
  }
}

function leaveOut(
  attributes: Record<string, Values>,
  onlyIn: NonNullable<Gathered['onlyIn']>,
  objectType: string,
): void {
  for (const { name, types } of onlyIn) if (!types.has(objectType)) delete attributes[name]
}

function gather(attributes: readonly Attribute[], slots: Slots): Gathered {
  const found: Gathered = { attributes: {} }
  for (const attribute of attributes) {
    if (attribute.values.length === 0) continue
    const slot = slots(attribute.type)
    if (slot.kind === 'ignored') continue
    if (slot.isObjectClass) found.objectClass = attribute.values
    if (slot.isAnchor) found.anchor = attribute
    if (slot.definition !== undefined) take(found, slot, attribute)
  }
  return found
}

function take(found: Gathered, { definition, decode, onlyIn, rest }: WantedSlot, attribute: Attribute): void {
  if (definition === undefined) return
  const { name } = definition
  const values = decode?.(attribute) ?? decodeValues(definition, attribute)
  if ('code' in values) {
    found.wrong = { code: values.code, name }
    return
  }
  if (values.length === 0) return
  found.attributes[name] = values
  if (onlyIn !== undefined) {
    found.onlyIn ??= []
    found.onlyIn.push({ name, types: onlyIn })
  }
  if (rest !== undefined) {
    found.remainders ??= []
    found.remainders.push({ attribute: definition, from: rest })
  }
}

/** The values in canonical text, or the code of what is wrong with one. Strings are handed on as they are. */
export function decodeValues(
  { type, multivalued }: AttributeDefinition,
  attribute: Attribute,
): Values | { readonly code: ProblemCode } {
  const { values } = attribute
  if (!multivalued && values.length > 1) return { code: 'multi-single-mismatch' }
  if (type === 'binary') return attribute.parsedBuffers.map(buffer => buffer.toString('base64'))
  for (const value of values) if (typeof value !== 'string') return { code: 'invalid-attribute-value' }
  if (type === 'string' || type === 'reference') return values as string[]
  const decoded: string[] = []
  for (const value of values as string[]) {
    const one = decodeText(type, value)
    if (!one.ok) return { code: one.code }
    decoded.push(one.value)
  }
  return decoded
}

const BINARY_ANCHORS: ReadonlySet<string> = new Set(['objectguid', 'objectsid'])

/** The anchor as text; binary ones (objectGUID, or whatever is not UTF-8) as base64. */
export function anchorText(attribute: Attribute, dialect: Dialect = {}): string {
  if (dialect.anchorText !== undefined) return dialect.anchorText(attribute)
  const value = attribute.values[0] ?? ''
  if (typeof value === 'string' && !BINARY_ANCHORS.has(attribute.type.toLowerCase())) return value
  return attribute.parsedBuffers[0]?.toString('base64') ?? ''
}

// Neighbours in a directory mostly have the same classes.
function rememberingLast(choose: TypeChooser): TypeChooser {
  let last: readonly string[] = []
  let chosen: string | undefined
  return objectClasses => {
    if (sameList(objectClasses, last)) return chosen
    last = objectClasses
    chosen = choose(objectClasses)
    return chosen
  }
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

const MESSAGES: Partial<Record<ProblemCode, string>> = {
  'missing-object-type': 'The object shows no objectClass; the account of the agent may not be allowed to see it.',
  'missing-anchor-component': 'The object has no anchor attribute.',
  'multi-valued-anchor-component': 'The anchor attribute has several values.',
  'multi-single-mismatch': 'A single-valued attribute has several values.',
  'invalid-attribute-value': 'A value is no UTF-8 text. If the attribute holds bytes, declare it binary.',
  'invalid-numeric-value': 'A value is no whole number.',
  'invalid-boolean-value': 'A value is neither TRUE nor FALSE.',
}

function problemOf(
  entry: SearchEntry,
  code: ProblemCode,
  { attribute, anchor }: { readonly attribute?: string; readonly anchor?: string | undefined } = {},
): DecodedEntry {
  const message = MESSAGES[code] ?? 'The object cannot be read.'
  return {
    kind: 'problem',
    problem: { code, message, where: { dn: entry.name, ...(anchor && { anchor }), ...(attribute && { attribute }) } },
  }
}
