import type { Problem, ProblemCode } from '../../model/problem.js'
import type { Attributes, Values } from '../../model/value.js'
import { decodeText } from '../kit/value.js'
import type { FlatAttribute } from './attributes.js'
import { canonicalJson, isJson, type Json, listAt, textAt, valueAt } from './resource.js'
import type { SelectedAttribute, SelectedType } from './selection.js'

/** A reference as a resource carries it: the id of another, and its type where it is told. */
export interface RawReference {
  readonly id: string
  readonly type: string | undefined
}

/** A resource with everything of it read but the names of those that it refers to. */
export interface Decoded {
  readonly attributes: Attributes
  /** By attribute of the hub. */
  readonly references: ReadonlyMap<string, readonly RawReference[]>
}

/** Reads the selected attributes, or says what is wrong with one. */
export function decodeResource(
  resource: Json,
  { attributes }: SelectedType,
): Decoded | { readonly problem: Omit<Problem, 'where'> & { readonly attribute: string } } {
  const values: Record<string, Values> = {}
  const references = new Map<string, readonly RawReference[]>()
  for (const [name, selected] of attributes) {
    if (selected.definition.type === 'reference') {
      const found = rawReferences(resource, selected.flat)
      if (found.length > 0) references.set(name, found)
      continue
    }
    const decoded = decodeValues(resource, selected)
    if ('code' in decoded) return { problem: { ...decoded, attribute: name } }
    if (decoded.values.length > 0) values[name] = decoded.values
  }
  return { attributes: values, references }
}

interface Wrong {
  readonly code: ProblemCode
  readonly message: string
  readonly hint: string
}

function decodeValues(resource: Json, { definition, flat }: SelectedAttribute): { readonly values: Values } | Wrong {
  const found = rawValues(resource, flat)
  const values = new Set<string>()
  for (const raw of found) {
    const text = textOf(raw)
    const decoded =
      text === undefined ? undefined : decodeText(definition.type, definition.type === 'binary' ? base64(text) : text)
    if (!decoded?.ok) {
      const code = decoded?.code ?? 'invalid-attribute-value'
      const message = `The value of ${definition.name} cannot be read as ${definition.type}.`
      return { code, message, hint: 'Repair it in the service, or select the attribute with another type.' }
    }
    values.add(decoded.value)
  }
  if (values.size > 1 && !definition.multivalued) {
    return {
      code: 'multi-single-mismatch',
      message: `${definition.name} has ${values.size} values.`,
      hint: 'Select the attribute as multivalued: true, or mark one value as primary in the service.',
    }
  }
  return { values: [...values] }
}

/** The values under a flat attribute as the JSON has them. Of several values of a type that one alone is marked primary, that one. */
export function rawValues(resource: Json, flat: FlatAttribute): readonly unknown[] {
  const container = containerOf(resource, flat)
  const items = listAt(container, flat.attribute)
  switch (flat.form) {
    case 'simple':
      return items
    case 'part':
      return items.filter(isJson).flatMap(item => listAt(item, flat.part ?? ''))
    case 'value':
      return items.flatMap(item => (isJson(item) ? listAt(item, 'value') : [item]))
    case 'json':
      return (
        flat.part === undefined ? items : items.filter(isJson).flatMap(item => listAt(item, flat.part ?? ''))
      ).map(item => canonicalJson(item))
    case 'typed': {
      const ofType = items.filter(isJson).filter(item => isOfType(item, flat.valueType))
      const primary = ofType.filter(item => valueAt(item, 'primary') === true)
      const chosen = primary.length === 1 && !flat.definition.multivalued ? primary : ofType
      return chosen.flatMap(item => listAt(item, flat.part ?? 'value'))
    }
  }
}

export const isOfType = (item: Json, type: string | undefined): boolean =>
  textAt(item, 'type')?.toLowerCase() === type?.toLowerCase()

/** The object that holds an attribute: the resource itself, or what an extension has in it. */
export function containerOf(resource: Json, { schema }: Pick<FlatAttribute, 'schema'>): Json {
  if (schema === undefined) return resource
  const extension = valueAt(resource, schema)
  return isJson(extension) ? extension : {}
}

export function rawReferences(resource: Json, flat: FlatAttribute): RawReference[] {
  const [only] = flat.targets
  const byId = new Map<string, RawReference>()
  for (const item of listAt(containerOf(resource, flat), flat.attribute)) {
    const id = isJson(item) ? textAt(item, 'value') : item
    if (typeof id !== 'string' || id === '') continue
    const said = isJson(item) ? typeOf(item, flat) : undefined
    byId.set(id, { id, type: said ?? (flat.targets.length === 1 ? only : undefined) })
  }
  return [...byId.values()]
}

// `type` says `direct` in groups and `User` in members: only a name of a resource type counts.
function typeOf(item: Json, { targets }: FlatAttribute): string | undefined {
  const said = textAt(item, 'type')
  return targets.find(target => target === said)
}

function textOf(raw: unknown): string | undefined {
  if (typeof raw === 'string') return raw
  return typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : undefined
}

/** Base64 in its canonical spelling; services send the one for URLs and leave out the padding, too (RFC 7643 section 2.3.6). */
function base64(text: string): string {
  const plain = text.replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  return plain.padEnd(Math.ceil(plain.length / 4) * 4, '=')
}
