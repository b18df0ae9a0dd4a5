import type { AttributeDefinition } from '../../model/value.js'
import type { Catalogue } from './catalogue.js'
import type { Column } from './driver.js'
import { attributesOf, type Relation, type ValueRelation } from './relation.js'

/** The columns to read of a relation, and what stands where in a row. */
export interface Shape {
  readonly relation: Relation
  /** The key's columns come first. */
  readonly columns: readonly Column[]
  readonly key: readonly number[]
  readonly dn: readonly number[]
  /** The column with the object type; undefined when all rows are of one. */
  readonly type: number | undefined
  readonly deleted: number | undefined
  /** The selected attributes by object type. */
  readonly types: ReadonlyMap<string, readonly Place[]>
  /** The tables of multi-valued attributes that any selected type has. */
  readonly values: readonly ValueShape[]
}

/** Where an attribute's value is: a place in the row, or one of {@link Shape.values}. */
export interface Place {
  readonly definition: AttributeDefinition
  readonly at: number | ValueShape
  readonly target: string | undefined
}

export interface ValueShape {
  readonly attribute: string
  readonly relation: ValueRelation
  /** The key's columns, then the column with the value. */
  readonly columns: readonly Column[]
}

/** @throws ConnectorError that names the columns that are not there. */
export async function shapeOf(relation: Relation, catalogue: Catalogue): Promise<Shape> {
  const { key, dn, settings, source, types } = relation
  const names = [...key]
  const find = (column: string): number => {
    const at = names.indexOf(column)
    return at >= 0 ? at : names.push(column) - 1
  }
  const values = new Map<string, ValueShape>()
  const places = new Map<string, Place[]>()
  for (const type of types) {
    const found: Place[] = []
    for (const { definition, column, values: table, target } of attributesOf(relation, type)) {
      if (definition.exportOnly) continue
      const at = table === undefined ? find(column) : await valueShape(definition.name, table, { catalogue, values })
      found.push({ definition, at, target })
    }
    places.set(type.name, found)
  }
  const shape = {
    relation,
    key: key.map(find),
    dn: dn.columns.map(find),
    type: settings.objectTypeColumn === undefined ? undefined : find(settings.objectTypeColumn),
    deleted: settings.deleted === undefined ? undefined : find(settings.deleted),
    types: places,
    values: [...values.values()],
  }
  return { ...shape, columns: await catalogue.columns(source, names) }
}

async function valueShape(
  attribute: string,
  relation: ValueRelation,
  { catalogue, values }: { readonly catalogue: Catalogue; readonly values: Map<string, ValueShape> },
): Promise<ValueShape> {
  const held = values.get(attribute)
  if (held !== undefined) return held
  const columns = await catalogue.columns(relation.source, [...relation.key, relation.column])
  const shape = { attribute, relation, columns }
  values.set(attribute, shape)
  return shape
}
