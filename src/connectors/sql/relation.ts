import type { AttributeDefinition } from '../../model/value.js'
import type { ObjectTypeSelection } from '../connector.js'
import { type DnRule, dnRule } from './dn-rule.js'
import { columnsOf, type ObjectSettings, type SqlSettings, type ValueSettings } from './settings.js'
import { path, type Sql, sql, trusted } from './statement.js'

/** Where the objects of one entry of `objects` are, and how they are named. */
export interface Relation {
  /** The entry's name; the object type too, unless a column tells it. */
  readonly entry: string
  readonly settings: ObjectSettings
  /** What stands behind `from`. */
  readonly source: Sql
  /** The table to write to; a query has none. */
  readonly table: Sql | undefined
  readonly key: readonly string[]
  readonly dn: DnRule
  /** The selected types that its rows may be of. */
  readonly types: readonly ObjectTypeSelection[]
}

/** Where the values of a multi-valued attribute are. */
export interface ValueRelation {
  readonly source: Sql
  readonly table: Sql | undefined
  readonly key: readonly string[]
  readonly column: string
}

/** Where an attribute is kept: in a column of the object's row, or in a table of its own. */
export interface Attribute {
  readonly definition: AttributeDefinition
  readonly column: string
  readonly values: ValueRelation | undefined
  /** The entry that a reference's key belongs to; undefined where the value is the name itself. */
  readonly target: string | undefined
}

/** All entries, also those of which no type is selected: references may lead there. */
export function relationsOf({ objects }: SqlSettings, types: readonly ObjectTypeSelection[]): readonly Relation[] {
  return Object.entries(objects).map(([entry, settings]) => {
    const held = new Set(settings.objectTypes ?? [entry])
    return {
      entry,
      settings,
      source: sourceOf(settings),
      table: tableOf(settings),
      key: columnsOf(settings.key),
      dn: dnRule(settings),
      types: types.filter(({ name }) => held.has(name)),
    }
  })
}

export function valueRelation(settings: ValueSettings): ValueRelation {
  return {
    source: sourceOf(settings),
    table: tableOf(settings),
    key: columnsOf(settings.key),
    column: settings.column,
  }
}

/** Where the selected attributes of a type are. */
export function attributesOf(
  { settings }: Pick<Relation, 'settings'>,
  { attributes }: ObjectTypeSelection,
): readonly Attribute[] {
  return attributes.map(definition => {
    const values = settings.values[definition.name]
    return {
      definition,
      column: values?.column ?? settings.columns[definition.name] ?? definition.name,
      values: values && valueRelation(values),
      target: settings.references[definition.name],
    }
  })
}

/** `schema.table` and `['schema', 'table']` name the same. */
export const tablePath = (table: string | readonly string[]): Sql =>
  path(typeof table === 'string' ? table.split('.') : table)

const tableOf = ({ table }: Pick<ObjectSettings, 'table'>): Sql | undefined =>
  table === undefined ? undefined : tablePath(table)

// The line end ends a comment that the query may end with.
const sourceOf = ({ table, query }: Pick<ObjectSettings, 'table' | 'query'>): Sql =>
  table === undefined
    ? sql`(${trusted((query ?? '').replace(/[;\s]+$/, ''))}
) hub_query`
    : tablePath(table)
