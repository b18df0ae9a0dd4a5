import type { DiscoveredType } from '../connector.js'
import { type AttributeDescription, type FlatAttribute, flattened, pathOf, typed } from './attributes.js'
import type { ScimClient } from './client.js'
import { CORE_SCHEMAS, CORE_TYPES } from './core-schemas.js'
import { ScimRefusal } from './refusal.js'
import { isJson, type Json, listAt, textAt, valueAt } from './resource.js'

/** What a service says of itself (RFC 7643 sections 5 to 7). */
export interface ScimService {
  readonly canPatch: boolean
  readonly canFilter: boolean
  /** Whether pages may be asked for by cursor (RFC 9865). */
  readonly hasCursors: boolean
  /** The most resources a page may have; undefined where it does not say. */
  readonly maxPage: number | undefined
  readonly types: readonly ScimType[]
}

/** A resource type with its attributes as the hub sees them. */
export interface ScimType {
  readonly name: string
  /** Below the base of the service: `/Users`. */
  readonly endpoint: string
  readonly schema: string
  readonly extensions: readonly string[]
  readonly attributes: readonly FlatAttribute[]
  /** The attribute of that name, also by its full path and with a type of value that the schema does not list. */
  find(name: string): FlatAttribute | undefined
}

const COMMON: readonly AttributeDescription[] = [
  { name: 'id', type: 'string', multiValued: false, mutability: 'readOnly' },
  { name: 'externalId', type: 'string', multiValued: false },
  {
    name: 'meta',
    type: 'complex',
    multiValued: false,
    mutability: 'readOnly',
    subAttributes: ['created', 'lastModified', 'location', 'version'].map(name => ({
      name,
      type: 'string',
      multiValued: false,
    })),
  },
]

/** Asks the service what it is. One that does not describe itself is taken to have the users and groups of RFC 7643. */
export async function discover(client: ScimClient): Promise<ScimService> {
  const config = (await orAbsent(client, '/ServiceProviderConfig')) ?? {}
  const [types, schemas] = [await orAbsent(client, '/ResourceTypes'), await orAbsent(client, '/Schemas')]
  const described = schemas === undefined ? CORE_SCHEMAS : schemasOf(schemas)
  const known = types === undefined ? CORE_TYPES : typesOf(types)
  const pagination = jsonAt(config, 'pagination')
  const filter = jsonAt(config, 'filter')
  return {
    // What a service does not say is tried.
    canPatch: valueAt(jsonAt(config, 'patch'), 'supported') !== false,
    canFilter: valueAt(filter, 'supported') !== false,
    hasCursors: valueAt(pagination, 'cursor') === true,
    maxPage: numberAt(pagination, 'maxPageSize') ?? numberAt(filter, 'maxResults'),
    types: known.map(type => scimType(type, described)),
  }
}

async function orAbsent(client: ScimClient, path: string): Promise<Json | undefined> {
  try {
    return (await client.ask({ method: 'GET', path })).resource
  } catch (error) {
    const isAbsent = error instanceof ScimRefusal && [404, 405, 501].includes(error.status)
    if (isAbsent) return undefined
    throw error
  }
}

const jsonAt = (object: Json, name: string): Json => {
  const value = valueAt(object, name)
  return isJson(value) ? value : {}
}

function numberAt(object: Json, name: string): number | undefined {
  const value = valueAt(object, name)
  return typeof value === 'number' && value > 0 ? value : undefined
}

interface TypeDescription {
  readonly name: string
  readonly endpoint: string
  readonly schema: string
  readonly extensions: readonly string[]
}

function typesOf(answer: Json): TypeDescription[] {
  return listAt(answer, 'Resources')
    .filter(isJson)
    .map(type => ({
      name: textAt(type, 'name') ?? textAt(type, 'id') ?? '',
      // Some services write the whole address.
      endpoint: `/${(textAt(type, 'endpoint') ?? '').replace(/^https?:\/\/[^/]+.*(?=\/[^/]+$)/, '').replace(/^\/+/, '')}`,
      schema: textAt(type, 'schema') ?? '',
      extensions: listAt(type, 'schemaExtensions')
        .filter(isJson)
        .flatMap(one => textAt(one, 'schema') ?? []),
    }))
    .filter(({ name, endpoint }) => name !== '' && endpoint !== '/')
}

function schemasOf(answer: Json): ReadonlyMap<string, readonly AttributeDescription[]> {
  const schemas = listAt(answer, 'Resources').filter(isJson)
  return new Map(schemas.map(schema => [textAt(schema, 'id') ?? '', descriptionsOf(schema, 'attributes')]))
}

function descriptionsOf(object: Json, name: string): AttributeDescription[] {
  return listAt(object, name)
    .filter(isJson)
    .map(one => ({
      name: textAt(one, 'name') ?? '',
      type: textAt(one, 'type') ?? 'string',
      multiValued: valueAt(one, 'multiValued') === true,
      mutability: textAt(one, 'mutability'),
      returned: textAt(one, 'returned'),
      uniqueness: textAt(one, 'uniqueness'),
      canonicalValues: textsAt(one, 'canonicalValues'),
      referenceTypes: textsAt(one, 'referenceTypes'),
      subAttributes: descriptionsOf(one, 'subAttributes'),
    }))
    .filter(({ name: found }) => found !== '')
}

const textsAt = (object: Json, name: string): string[] =>
  listAt(object, name).filter(value => typeof value === 'string')

function scimType(
  { name, endpoint, schema, extensions }: TypeDescription,
  schemas: ReadonlyMap<string, readonly AttributeDescription[]>,
): ScimType {
  const described: { readonly schema?: string; readonly description: AttributeDescription }[] = [
    ...COMMON.map(description => ({ description })),
    ...(schemas.get(schema) ?? CORE_SCHEMAS.get(schema) ?? [])
      .filter(({ name: own }) => !COMMON.some(common => common.name === own) && own !== 'schemas')
      .map(description => ({ description })),
    ...extensions.flatMap(extension =>
      (schemas.get(extension) ?? CORE_SCHEMAS.get(extension) ?? []).map(description => ({
        schema: extension,
        description,
      })),
    ),
  ]
  const byName = new Map<string, FlatAttribute>()
  const attributes: FlatAttribute[] = []
  for (const { description, schema: extension } of described) {
    for (const flat of flattened(description, extension)) {
      // What two extensions call alike keeps its short name in the first alone.
      const short = flat.definition.name.toLowerCase()
      const full = `${extension}:${flat.definition.name}`
      const isTaken = byName.has(short)
      const told = isTaken ? { ...flat, definition: { ...flat.definition, name: full } } : flat
      attributes.push(told)
      if (!isTaken) byName.set(short, told)
      if (extension !== undefined) byName.set(full.toLowerCase(), told)
    }
  }
  return {
    name,
    endpoint,
    schema,
    extensions,
    attributes,
    find: wanted => byName.get(wanted.toLowerCase()) ?? unlisted(wanted),
  }

  function unlisted(wanted: string): FlatAttribute | undefined {
    for (const { description, schema: extension } of described) {
      const path = pathOf({ attribute: description.name, schema: extension })
      const prefix = [path, description.name].find(one => wanted.toLowerCase().startsWith(`${one.toLowerCase()}.`))
      if (prefix === undefined || !description.multiValued) continue
      const [type = ''] = wanted.slice(prefix.length + 1).split('.')
      const flat = typed(description, extension, type).find(
        ({ definition }) =>
          definition.name.toLowerCase() === `${description.name}${wanted.slice(prefix.length)}`.toLowerCase(),
      )
      if (flat !== undefined) return flat
    }
    return undefined
  }
}

/** What discovery tells of a service. */
export const discoveredTypes = ({ types }: ScimService): DiscoveredType[] =>
  types.map(({ name, attributes }) => ({ name, attributes: attributes.map(({ definition }) => definition) }))
