import type { FlatAttribute } from './attributes.js'
import { pathOf } from './attributes.js'
import { BoundedMap } from './bounded-map.js'
import type { ScimClient } from './client.js'
import { type RawReference, rawValues } from './decode.js'
import { quoted } from './filter.js'
import { resourceOf } from './listing.js'
import { ScimRefusal } from './refusal.js'
import { idOf, isJson, type Json, listAt } from './resource.js'
import { namingOf } from './selection.js'
import type { ScimService, ScimType } from './service.js'

const CACHED = 200_000
/** Names or ids asked for at once, and the longest filter: addresses of some kilobytes pass every proxy. */
const TERMS = 40
const FILTER_LENGTH = 3_000

/** Where an object is in the service. */
export interface Found {
  readonly type: ScimType
  readonly id: string
}

/** Names of objects by their ids and ids by their names: what a session has met, and for the rest what the service answers. */
export interface Names {
  namingOf(type: ScimType): FlatAttribute | undefined
  /** The name of a resource that is at hand. */
  nameOf(type: ScimType, resource: Json): string | undefined
  learn(type: ScimType, id: string, dn: string): void
  /** Notes by what name a new object was asked for, where its type goes by the id. */
  alias(type: ScimType, id: string, dn: string): void
  forget(dn: string, id: string): void
  /** The names of what is referred to, by id; the id itself for what is not there. */
  dnsOf(references: Iterable<RawReference>, targets: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Where names lead to; what no object has is left out. */
  find(dns: Iterable<string>, types: readonly ScimType[]): Promise<ReadonlyMap<string, Found>>
}

export function scimNames(client: ScimClient, service: ScimService, dn: Readonly<Record<string, string>>): Names {
  const naming = new Map(service.types.map(type => [type.name, namingOf(type, dn[type.name])]))
  const dnById = new BoundedMap<string, string>(CACHED)
  const idByDn = new BoundedMap<string, Found>(CACHED)
  const typesNamed = (targets: readonly string[]) =>
    targets.length === 0 ? service.types : service.types.filter(({ name }) => targets.includes(name))

  const names: Names = {
    namingOf: type => naming.get(type.name),
    nameOf(type, resource) {
      const flat = naming.get(type.name)
      if (flat === undefined) return idOf(resource)
      const [value] = rawValues(resource, flat)
      return typeof value === 'string' && value !== '' ? value : undefined
    },
    learn(type, id, name) {
      dnById.set(id, name)
      idByDn.set(name, { type, id })
    },
    alias: (type, id, name) => idByDn.set(name, { type, id }),
    forget(name, id) {
      dnById.delete(id)
      idByDn.delete(name)
    },
    async dnsOf(references, targets) {
      const result = new Map<string, string>()
      const unknown: RawReference[] = []
      for (const reference of references) {
        const held = dnById.get(reference.id)
        if (held !== undefined) result.set(reference.id, held)
        else unknown.push(reference)
      }
      for (const type of typesNamed(targets)) {
        const ids = unknown
          .filter(({ id, type: said }) => !result.has(id) && (said === undefined || said === type.name))
          .map(({ id }) => id)
        if (naming.get(type.name) === undefined) continue
        for (const resource of await byIds(client, service, { type, ids })) {
          const [id, name] = [idOf(resource), names.nameOf(type, resource)]
          if (id === undefined || name === undefined) continue
          names.learn(type, id, name)
          result.set(id, name)
        }
      }
      for (const { id } of unknown) if (!result.has(id)) result.set(id, id)
      return result
    },
    async find(dns, types) {
      const result = new Map<string, Found>()
      const unknown = new Set<string>()
      for (const name of dns) {
        const held = idByDn.get(name)
        if (held !== undefined && types.includes(held.type)) result.set(name, held)
        else unknown.add(name)
      }
      for (const type of types) {
        const left = [...unknown].filter(name => !result.has(name))
        for (const [name, id] of await idsOf(client, service, { type, naming: naming.get(type.name), names: left })) {
          names.learn(type, id, name)
          result.set(name, { type, id })
        }
      }
      return result
    },
  }
  return names
}

/** The resources with these ids that are there. */
async function byIds(
  client: ScimClient,
  service: ScimService,
  { type, ids }: { readonly type: ScimType; readonly ids: readonly string[] },
): Promise<Json[]> {
  if (service.canFilter && ids.length > 1) {
    try {
      return await filtered(
        client,
        type,
        ids.map(id => `id eq ${quoted(id)}`),
      )
    } catch (error) {
      if (!isFilterRefused(error)) throw error
    }
  }
  const found = await Promise.all(ids.map(id => resourceOf(client, type.endpoint, id)))
  return found.filter(resource => resource !== undefined)
}

async function idsOf(
  client: ScimClient,
  service: ScimService,
  {
    type,
    naming,
    names,
  }: { readonly type: ScimType; readonly naming: FlatAttribute | undefined; readonly names: readonly string[] },
): Promise<Map<string, string>> {
  const result = new Map<string, string>()
  if (naming === undefined) {
    for (const resource of await byIds(client, service, { type, ids: names })) {
      const id = idOf(resource)
      if (id !== undefined) result.set(id, id)
    }
    return result
  }
  const path = `${pathOf(naming)}${naming.form === 'part' ? `.${naming.part}` : ''}`
  const take = (resources: readonly Json[], wanted: readonly string[]) => {
    for (const resource of resources) {
      const [id, [value]] = [idOf(resource), rawValues(resource, naming)]
      // Names have no case in most services: what was asked for is what is answered to.
      const name = wanted.find(one => one === value) ?? wanted.find(one => sameName(one, value))
      if (id !== undefined && name !== undefined) result.set(name, id)
    }
  }
  const plain = names.filter(name => !isDelicate(name))
  take(
    await filtered(
      client,
      type,
      plain.map(name => `${path} eq ${quoted(name)}`),
    ),
    plain,
  )
  for (const name of names.filter(isDelicate)) take(await delicate(client, type, { path, name }), [name])
  return result
}

const sameName = (name: string, value: unknown): boolean =>
  typeof value === 'string' && value.toLowerCase() === name.toLowerCase()

/** Characters that JSON escapes, and that not every service un-escapes in a filter. */
const isDelicate = (name: string): boolean => JSON.stringify(name) !== `"${name}"`

/** The candidates for a name that a filter may not carry: asked for as it should be, then by the harmless text in front. */
async function delicate(
  client: ScimClient,
  type: ScimType,
  { path, name }: { path: string; name: string },
): Promise<Json[]> {
  try {
    const found = await filtered(client, type, [`${path} eq ${quoted(name)}`])
    if (found.length > 0) return found
  } catch (error) {
    if (!isFilterRefused(error)) throw error
  }
  const prefix = [...name].findIndex(character => isDelicate(character))
  const front = [...name].slice(0, prefix).join('').trimEnd()
  return filtered(client, type, [front === '' ? `${path} pr` : `${path} sw ${quoted(front)}`])
}

/** The resources that any of the terms matches. */
async function filtered(client: ScimClient, type: ScimType, terms: readonly string[]): Promise<Json[]> {
  const found: Json[] = []
  for (let start = 0; start < terms.length; ) {
    let length = 0
    let end = start
    while (
      end < terms.length &&
      end - start < TERMS &&
      (end === start || length + (terms[end]?.length ?? 0) < FILTER_LENGTH)
    ) {
      length += terms[end++]?.length ?? 0
    }
    const filter = terms.slice(start, end).join(' or ')
    for (let startIndex = 1; ; ) {
      const query = { filter, count: '200', startIndex: String(startIndex) }
      const { resource } = await client.ask({ method: 'GET', path: type.endpoint, query })
      const page = listAt(resource, 'Resources').filter(isJson)
      found.push(...page)
      startIndex += page.length
      if (page.length === 0 || startIndex > Number(resource.totalResults ?? 0)) break
    }
    start = end
  }
  return found
}

const isFilterRefused = (error: unknown): boolean =>
  error instanceof ScimRefusal && (error.status === 400 || error.status === 501)
