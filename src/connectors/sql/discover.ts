import type { AttributeDefinition } from '../../model/value.js'
import type { DiscoveredType } from '../connector.js'
import type { Column } from './driver.js'
import { type Relation, valueRelation } from './relation.js'
import type { Source } from './source.js'
import { rendered, sql } from './statement.js'
import { readTrouble } from './trouble.js'

/** The configured types with all columns that their tables have, and the multi-valued attributes that have tables of their own. */
export async function discoverTypes(source: Source): Promise<DiscoveredType[]> {
  const types: DiscoveredType[] = []
  for (const relation of source.relations) {
    const attributes = [...(await singles(source, relation)), ...(await multiples(source, relation))]
    const names = relation.settings.objectTypes ?? [relation.entry]
    types.push(...names.map(name => ({ name, attributes })))
  }
  return types
}

async function singles({ driver }: Source, relation: Relation): Promise<AttributeDefinition[]> {
  const { settings } = relation
  const { columns } = await driver.query(sql`select * from ${relation.source} where 1 = 0`).catch(error => {
    throw readTrouble(error, rendered(relation.source, driver.dialect).text)
  })
  const named = new Map(Object.entries(settings.columns).map(([attribute, column]) => [column, attribute]))
  return columns
    .map(column => ({ attribute: named.get(column.name) ?? column.name, column }))
    .filter(({ attribute }) => settings.values[attribute] === undefined)
    .map(({ attribute, column }) => definition(attribute, column, settings.references[attribute] !== undefined))
}

async function multiples({ catalogue }: Source, { settings }: Relation): Promise<AttributeDefinition[]> {
  const found: AttributeDefinition[] = []
  for (const [attribute, table] of Object.entries(settings.values)) {
    const values = valueRelation(table)
    const [column] = await catalogue.columns(values.source, [values.column])
    if (column === undefined) continue
    const isReference = settings.references[attribute] !== undefined
    found.push({ ...definition(attribute, column, isReference), multivalued: true })
  }
  return found
}

function definition(name: string, { kind }: Column, isReference: boolean): AttributeDefinition {
  const type = isReference ? 'reference' : kind === 'integer' ? 'number' : kind
  const isKnown = type === 'reference' || type === 'number' || type === 'boolean' || type === 'binary'
  return { name, type: isKnown ? type : 'string', multivalued: false }
}
