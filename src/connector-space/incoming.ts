import type { AddDelta } from '../model/delta.js'
import type { AttributeDefinition, Attributes, Values } from '../model/value.js'
import { addLanes, imageLanes, type Lanes, nameKey, referenceLanes } from './hash.js'

/** One reference value: the target's name as the source spells it, and its key. */
export interface Reference {
  readonly attribute: string
  readonly target: string
  readonly key: string
}

/** An object as the source reports it, in canonical form and split into image and references. */
export interface Incoming {
  readonly objectType: string
  readonly anchor: string
  readonly dn: string
  readonly image: Attributes
  readonly references: readonly Reference[]
  readonly lanes: Lanes
}

/** The attributes of an object type in the fixed order in which images are kept. */
export interface ImageShape {
  readonly values: readonly AttributeDefinition[]
  readonly references: readonly AttributeDefinition[]
}

export function imageShape(attributes: Iterable<AttributeDefinition>): ImageShape {
  const sorted = [...attributes].sort((a, b) => (a.name < b.name ? -1 : 1))
  return { values: sorted.filter(a => a.type !== 'reference'), references: sorted.filter(a => a.type === 'reference') }
}

/** Puts a reported object into canonical form: selected attributes only, in fixed order, values sorted and without doubles. */
export function toIncoming(delta: AddDelta, anchor: string, shape: ImageShape): Incoming {
  const image = canonicalImage(delta.attributes, shape)
  const references = referencesOf(delta.attributes, shape)
  return {
    objectType: delta.objectType,
    anchor,
    dn: delta.dn,
    image,
    references,
    lanes: lanesOf(delta.objectType, delta.dn, image, references),
  }
}

export function canonicalImage(attributes: Attributes, shape: ImageShape): Attributes {
  const image: Record<string, Values> = {}
  for (const { name } of shape.values) {
    const values = attributes[name]
    if (values !== undefined && values.length > 0)
      image[name] = values.length === 1 ? values : [...new Set(values)].sort()
  }
  return image
}

export function referencesOf(attributes: Attributes, shape: ImageShape): Reference[] {
  const references: Reference[] = []
  for (const { name } of shape.references) {
    const values = attributes[name]
    if (values === undefined) continue
    if (values.length === 1) references.push(toReference(name, values[0] as string))
    // One by one: a group may have more members than a call may have arguments.
    else for (const reference of distinct(name, values)) references.push(reference)
  }
  return references
}

export const toReference = (attribute: string, target: string): Reference => ({
  attribute,
  target,
  key: nameKey(target),
})

function distinct(attribute: string, targets: Values): Iterable<Reference> {
  const byKey = new Map<string, Reference>()
  for (const target of targets) {
    const reference = toReference(attribute, target)
    if (!byKey.has(reference.key)) byKey.set(reference.key, reference)
  }
  return byKey.values()
}

function lanesOf(objectType: string, dn: string, image: Attributes, references: readonly Reference[]): Lanes {
  let lanes = imageLanes(objectType, dn, image)
  for (const reference of references) lanes = addLanes(lanes, referenceLanes(reference.attribute, reference.key))
  return lanes
}
