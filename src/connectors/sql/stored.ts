import type { AttributeChange, Changes } from '../../model/delta.js'
import { dnKey } from '../../model/dn.js'
import type { Attributes, Values } from '../../model/value.js'
import { keysOfNames } from './find.js'
import { refused } from './refused.js'
import { type Attribute, attributesOf, type Relation } from './relation.js'
import type { Source } from './source.js'

/** The attributes of a selected type by name. @throws Refused when the type is not selected here. */
export function attributesByName(relation: Relation, objectType: string, dn: string): ReadonlyMap<string, Attribute> {
  const type = relation.types.find(({ name }) => name === objectType)
  if (type === undefined) throw refused('schema-violation', `The type ${objectType} is not selected.`, { dn })
  return new Map(attributesOf(relation, type).map(attribute => [attribute.definition.name, attribute]))
}

export interface Terms {
  readonly source: Source
  readonly attributes: ReadonlyMap<string, Attribute>
  readonly dn: string
}

/** The attributes as the database keeps them: references that are kept as keys become keys. @throws Refused */
export async function storedAttributes(given: Attributes, terms: Terms): Promise<Attributes> {
  const stored: Record<string, Values> = {}
  for (const [name, values] of Object.entries(given)) stored[name] = await storedValues(name, values, terms)
  return stored
}

/** As {@link storedAttributes}; a value that is to go may name what is not there any more. */
export async function storedChanges(given: Changes, terms: Terms): Promise<Changes> {
  const stored: Record<string, readonly AttributeChange[]> = {}
  for (const [name, changes] of Object.entries(given)) {
    const kept: AttributeChange[] = []
    for (const { operation, values } of changes) {
      kept.push({ operation, values: await storedValues(name, values, terms, operation === 'delete') })
    }
    stored[name] = kept
  }
  return stored
}

async function storedValues(
  name: string,
  values: Values,
  { source, attributes, dn }: Terms,
  goes = false,
): Promise<Values> {
  const attribute = attributes.get(name)
  const where = { dn, attribute: name }
  if (attribute === undefined) throw refused('schema-violation', `The attribute ${name} is not selected.`, where)
  if (attribute.values === undefined && values.length > 1 && !goes)
    throw refused('constraint-violation', `The attribute is one column, and got ${values.length} values.`, where)
  if (attribute.target === undefined) return values
  const target = source.relations.find(({ entry }) => entry === attribute.target)
  if (target === undefined || values.length === 0) return values
  const keys = await keysOfNames(values, target, source)
  return values.flatMap(value => {
    const key = keys.get(dnKey(value))
    if (key !== undefined) return [key]
    if (goes) return []
    throw refused(
      'dn-attributes-failure',
      `It refers to ${value}, which is not in ${target.entry}.`,
      where,
      'Export the object it refers to first.',
    )
  })
}
