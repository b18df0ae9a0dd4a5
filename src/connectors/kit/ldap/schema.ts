import { PresenceFilter, type SearchEntry } from 'ldapts'
import type { AttributeType } from '../../../model/value.js'
import type { DiscoveredType } from '../../connector.js'
import { stop } from '../stop.js'
import { searchOnce } from './pages.js'
import { parseDescription, type SchemaDescription } from './schema-description.js'
import { readTrouble } from './trouble.js'
import type { Wire } from './wire.js'

export interface Schema {
  readonly objectClasses: readonly SchemaDescription[]
  readonly attributeTypes: readonly SchemaDescription[]
  /** What entries of a structural class may have beyond it (RFC 4512 section 4.1.6). */
  readonly contentRules?: readonly SchemaDescription[]
}

const ANY = new PresenceFilter({ attribute: 'objectClass' })
const SYNTAX = '1.3.6.1.4.1.1466.115.121.1.'
const TYPES: ReadonlyMap<string, AttributeType> = new Map([
  [`${SYNTAX}4`, 'binary'], // audio
  [`${SYNTAX}5`, 'binary'],
  [`${SYNTAX}8`, 'binary'], // certificate, and what goes with it
  [`${SYNTAX}9`, 'binary'],
  [`${SYNTAX}10`, 'binary'],
  [`${SYNTAX}28`, 'binary'], // JPEG
  [`${SYNTAX}40`, 'binary'], // octet string
  [`${SYNTAX}7`, 'boolean'],
  [`${SYNTAX}12`, 'reference'],
  [`${SYNTAX}27`, 'number'],
  ['1.2.840.113556.1.4.906', 'number'], // Active Directory's large integer
])

/** Reads the object classes and attribute types the server knows. @throws ConnectorError whatever the trouble, and without a schema. */
export async function readSchema(wire: Wire): Promise<Schema> {
  const schema = await subschema(wire).catch(error => {
    throw readTrouble(error, 'the schema')
  })
  if (schema === undefined) {
    throw stop('no-start-credentials', {
      code: 'source.permission',
      message: 'The server does not show its schema.',
      hint: "Let the agent's account read the root entry's subschemaSubentry and the entry it names.",
    })
  }
  return {
    objectClasses: textsOf(schema, 'objectclasses').map(parseDescription),
    attributeTypes: textsOf(schema, 'attributetypes').map(parseDescription),
    contentRules: textsOf(schema, 'ditcontentrules').map(parseDescription),
  }
}

async function subschema(wire: Wire): Promise<SearchEntry | undefined> {
  const [root] = await searchOnce(wire, { ...base(''), attributes: ['subschemaSubentry'] })
  const dn = root && textsOf(root, 'subschemasubentry')[0]
  if (dn === undefined) return undefined
  const attributes = ['objectClasses', 'attributeTypes', 'dITContentRules']
  return (await searchOnce(wire, { ...base(dn), attributes }))[0]
}

/** How far each object class is below `top`, by every name it has in lower case. */
export function classDepths({ objectClasses }: Schema): ReadonlyMap<string, number> {
  const classes = byName(objectClasses)
  const depthOf = (name: string, seen: number): number => {
    const parents = classes.get(name)?.superiors ?? []
    // A circle cannot be in a valid schema; a bad one must not hang the hub.
    return parents.length === 0 || seen > classes.size
      ? 0
      : 1 + Math.max(...parents.map(parent => depthOf(parent.toLowerCase(), seen + 1)))
  }
  return new Map([...classes.keys()].map(name => [name, depthOf(name, 0)]))
}

/** The structural types with all attributes they may have, their own and inherited. */
export function discoveredTypes(schema: Schema): DiscoveredType[] {
  const classes = byName(schema.objectClasses)
  const attributes = byName(schema.attributeTypes)
  const rules = byName(schema.contentRules ?? [])
  return schema.objectClasses
    .filter(({ kind }) => kind === 'structural')
    .map(type => ({
      name: type.names[0] ?? type.oid,
      attributes: attributesOf(type, classes, rules).map(name => definition(name, attributes)),
    }))
}

function attributesOf(
  type: SchemaDescription,
  classes: ReadonlyMap<string, SchemaDescription>,
  rules: ReadonlyMap<string, SchemaDescription>,
): string[] {
  const names = new Map<string, string>()
  const queue = [type]
  const seen = new Set<SchemaDescription>()
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (seen.has(next)) continue
    seen.add(next)
    for (const name of [...next.must, ...next.may])
      if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name)
    // A rule is of the class that has its number, and holds for the classes below that one.
    const rule = next.kind === 'structural' ? rules.get(next.oid.toLowerCase()) : undefined
    if (rule !== undefined) queue.push({ ...rule, kind: 'auxiliary' })
    for (const above of [...next.superiors, ...next.auxiliaries]) {
      const parent = classes.get(above.toLowerCase())
      if (parent !== undefined) queue.push(parent)
    }
  }
  return [...names.values()].sort()
}

function definition(name: string, known: ReadonlyMap<string, SchemaDescription>): DiscoveredType['attributes'][number] {
  let description = known.get(name.toLowerCase())
  const first = description
  // The syntax is inherited (cn from name); single-valued is not.
  for (let i = 0; description?.syntax === undefined && i < known.size; i++) {
    const superior: string | undefined = description?.superiors[0]
    if (superior === undefined) break
    description = known.get(superior.toLowerCase())
  }
  const type = TYPES.get(description?.syntax ?? '') ?? 'string'
  return { name: first?.names[0] ?? name, type, multivalued: !(first?.singleValue ?? false) }
}

function byName(descriptions: readonly SchemaDescription[]): ReadonlyMap<string, SchemaDescription> {
  return new Map(descriptions.flatMap(one => [one.oid, ...one.names].map(name => [name.toLowerCase(), one] as const)))
}

function textsOf(entry: SearchEntry, name: string): string[] {
  const values = entry.attributes.find(({ type }) => type.toLowerCase() === name)?.values ?? []
  return values.map(String)
}

const base = (dn: string) => ({ base: dn, scope: 'base', filter: ANY, timeLimit: 0 }) as const
