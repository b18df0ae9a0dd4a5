import type { DiscoveredType } from '../connector.js'
import { discoveredTypes, readSchema } from '../kit/ldap/schema.js'
import { meaningOf } from './dialect.js'
import type { Link } from './forest.js'
import { PRIMARY_GROUP } from './selection.js'

type Discovered = DiscoveredType['attributes'][number]

/** The object types of the forest's schema. @throws ConnectorError when it cannot be read. */
export async function discover({ wire }: Link): Promise<readonly DiscoveredType[]> {
  return discoveredTypes(await readSchema(wire)).map(({ name, attributes }) => ({
    name,
    attributes: withPrimaryGroup(attributes.map(asRead)),
  }))
}

/** What the connector makes of an attribute by default. */
function asRead(attribute: Discovered): Discovered {
  const key = attribute.name.toLowerCase()
  if (key === 'unicodepwd') return { ...attribute, type: 'string', exportOnly: true }
  // The schema that LDAP shows calls a security identifier bytes.
  const syntax = SIDS.has(key) ? '2.5.5.17' : undefined
  return meaningOf(attribute.name, syntax) === undefined ? attribute : { ...attribute, type: 'string' }
}

const SIDS = new Set(['objectsid', 'sidhistory', 'securityidentifier', 'tokengroups'])

function withPrimaryGroup(attributes: readonly Discovered[]): readonly Discovered[] {
  if (!attributes.some(({ name }) => name === 'primaryGroupID')) return attributes
  return [...attributes, { name: PRIMARY_GROUP, type: 'reference', multivalued: false }]
}
