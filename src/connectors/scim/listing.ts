import { createHash } from 'node:crypto'
import { stop } from '../kit/stop.js'
import type { ScimClient } from './client.js'
import { ScimRefusal } from './refusal.js'
import { idOf, isJson, type Json, listAt, textAt, valueAt } from './resource.js'

const PASSES = 4
const NOT_FOUND = 404

export interface Listing {
  readonly endpoint: string
  readonly filter?: string | undefined
  /** The one attribute to ask for; absent, whole resources. */
  readonly attributes?: string | undefined
  readonly excluded?: string | undefined
  readonly pageSize: number
  readonly byCursor: boolean
}

interface Chunk {
  readonly resources: readonly Json[]
  /** How many the service says there are. */
  readonly total: number | undefined
}

/**
 * All resources of a listing, each once. Pages by place move when resources come and go meanwhile: where the totals of the pages differ or
 * something is missing, the ids are listed again and what was missed is fetched, until a listing stood still.
 * @throws ScimRefusal, HttpLost, or ConnectorError `source.cut-off` when the listing never stands still.
 */
export async function* listed(client: ScimClient, listing: Listing): AsyncGenerator<readonly Json[]> {
  const seen = new SeenIds()
  let totals = new Set<number>()
  for await (const { resources, total } of pages(client, listing)) {
    if (total !== undefined) totals.add(total)
    const news = seen.add(resources)
    if (news.length > 0) yield news
  }
  if (listing.byCursor || stoodStill(totals, seen.size)) return
  for (let pass = 1; pass < PASSES; pass++) {
    totals = new Set()
    const there = new SeenIds()
    for await (const { resources, total } of pages(client, { ...listing, attributes: 'id' })) {
      if (total !== undefined) totals.add(total)
      there.add(resources)
      const missed = await fetched(client, listing, seen.missing(resources))
      if (missed.length > 0) yield seen.add(missed)
    }
    // What has gone since it was read is told by the next import.
    if (stoodStill(totals, there.size)) return
  }
  throw neverStill(listing.endpoint)
}

/** The ids of resources, as 48 bits of their hashes: a million of them take little memory, and two alike are one in a hundred million. */
class SeenIds {
  readonly #keys = new Set<number>()

  get size(): number {
    return this.#keys.size
  }

  /** Takes resources in; those that are new. One without an id is new every time. */
  add(resources: readonly Json[]): Json[] {
    return resources.filter(resource => {
      const id = idOf(resource)
      if (id === undefined) return true
      const before = this.#keys.size
      return this.#keys.add(keyOf(id)).size > before
    })
  }

  /** The ids of those resources that are not among them. */
  missing(resources: readonly Json[]): string[] {
    return resources.flatMap(resource => {
      const id = idOf(resource)
      return id === undefined || this.#keys.has(keyOf(id)) ? [] : [id]
    })
  }
}

const stoodStill = (totals: ReadonlySet<number>, found: number): boolean =>
  totals.size === 0 || (totals.size === 1 && totals.has(found))

async function fetched(client: ScimClient, { endpoint, attributes }: Listing, ids: readonly string[]): Promise<Json[]> {
  if (attributes === 'id') return ids.map(id => ({ id }))
  const found: Json[] = []
  for (const id of ids) {
    const resource = await resourceOf(client, endpoint, id)
    if (resource !== undefined) found.push(resource)
  }
  return found
}

/** One resource; undefined when it is not there. */
export async function resourceOf(client: ScimClient, endpoint: string, id: string): Promise<Json | undefined> {
  try {
    return (await client.ask({ method: 'GET', path: `${endpoint}/${encodeURIComponent(id)}` })).resource
  } catch (error) {
    if (error instanceof ScimRefusal && error.status === NOT_FOUND) return undefined
    throw error
  }
}

async function* pages(client: ScimClient, listing: Listing): AsyncGenerator<Chunk> {
  const { endpoint, filter, attributes, excluded, pageSize } = listing
  const query = {
    ...(filter && { filter }),
    ...(attributes && { attributes }),
    ...(excluded && !attributes && { excludedAttributes: excluded }),
    count: String(pageSize),
  }
  const ask = async (place: Readonly<Record<string, string>>) => {
    const { resource } = await client.ask({ method: 'GET', path: endpoint, query: { ...query, ...place } })
    return { resource, resources: listAt(resource, 'Resources').filter(isJson) }
  }
  if (listing.byCursor) {
    // The empty cursor asks for the first page (RFC 9865 section 2).
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { resource, resources } = await ask({ cursor })
      cursor = textAt(resource, 'nextCursor')
      yield { resources, total: undefined }
    }
    return
  }
  for (let startIndex = 1; ; ) {
    const { resource, resources } = await ask({ startIndex: String(startIndex) })
    const total = valueAt(resource, 'totalResults')
    if (typeof total !== 'number') throw new ScimRefusal(200, 'noTotal', 'The answer to a listing has no totalResults.')
    yield { resources, total }
    startIndex += resources.length
    // An empty page before the end is no end; that something is missing shows in the totals.
    if (resources.length === 0 || startIndex > total) return
  }
}

function neverStill(endpoint: string) {
  return stop('stopped-import-read', {
    code: 'source.cut-off',
    message: `${endpoint} changed so much while it was listed that it is not known whether everything was seen.`,
    hint: 'Run the import again at a quieter time. Nothing was deleted because of it.',
  })
}

function keyOf(id: string): number {
  return createHash('md5').update(id).digest().readUIntBE(0, 6)
}
