/**
 * One attribute value in canonical text: a number in decimal, a boolean as `true` or `false`, binary as base64,
 * a reference as the target's distinguished name. The schema says how to read it; nothing else in the core needs to know.
 */
export type Value = string

/** All values of one attribute; never empty inside {@link Attributes}. */
export type Values = readonly Value[]

/** The image of an object: attribute name → values. An attribute without values is absent. */
export type Attributes = Readonly<Record<string, Values>>

export const ATTRIBUTE_TYPES = ['string', 'number', 'boolean', 'binary', 'reference'] as const
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number]

/** How the values of one attribute are to be read (domain.md 8.1). */
export interface AttributeDefinition {
  readonly name: string
  readonly type: AttributeType
  readonly multivalued: boolean
  /** Written, never read back (a password): an import cannot confirm it. */
  readonly exportOnly?: boolean
  /** The roles that see it; absent: whoever may read at all. The administrator sees everything. */
  readonly visibleTo?: readonly string[]
}

const NONE: Values = []

/** The values of an attribute, or an empty list. */
export function valuesOf(attributes: Attributes, name: string): Values {
  return attributes[name] ?? NONE
}

/** Whether two value lists hold the same values, in whatever order. */
export function sameValues(a: Values, b: Values): boolean {
  if (a.length !== b.length) return false
  if (a.length <= 1) return a[0] === b[0]
  const held = new Set(a)
  return held.size === new Set(b).size && b.every(value => held.has(value))
}

/** Whether two images hold the same values. */
export function sameAttributes(a: Attributes, b: Attributes): boolean {
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every(name => b[name] !== undefined && sameValues(valuesOf(a, name), valuesOf(b, name)))
  )
}
