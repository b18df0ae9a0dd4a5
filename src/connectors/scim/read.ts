import type { AddDelta } from '../../model/delta.js'
import type { ConnectorContext, Page, ReadRequest } from '../connector.js'
import { paged, type ReadItem } from '../kit/pages.js'
import { checkSignal, stop } from '../kit/stop.js'
import type { ScimClient } from './client.js'
import { decodeResource } from './decode.js'
import { quoted } from './filter.js'
import { type Listing, listed } from './listing.js'
import type { Names } from './names.js'
import { ScimRefusal } from './refusal.js'
import { idOf, type Json, lastModified } from './resource.js'
import type { SelectedType } from './selection.js'
import type { ScimService } from './service.js'
import type { ScimSettings } from './settings.js'
import { readTrouble } from './trouble.js'
import { markOf, NextWatermark, type Watermark, watermarkOf } from './watermark.js'

/** Everything that reading takes. */
export interface Reader {
  readonly client: ScimClient
  readonly service: ScimService
  readonly types: readonly SelectedType[]
  readonly names: Names
  readonly settings: ScimSettings
  readonly context: ConnectorContext
}

/** Reads every selected object, or those that changed since the watermark and the ids of all that are there. */
export async function* readPages(reader: Reader, request: ReadRequest): AsyncGenerator<Page> {
  const since = request.mode === 'delta' ? watermarkOf(request.watermark) : undefined
  if (since !== undefined && !reader.service.canFilter) throw noDelta('It does not filter.')
  const next = new NextWatermark(await clockOf(reader))
  const pages = paged(itemsOf(reader, { request, since, next }), request, () => ({ watermark: next.text() }))
  if (since === undefined) {
    yield* pages
    return
  }
  for await (const { end, ...page } of pages) {
    if (end === undefined) yield page
    else {
      yield page
      yield* presentPages(reader, request)
      yield { deltas: [], end: { ...end, listed: true } }
    }
  }
}

/** The service's own clock. */
async function clockOf({ client, types }: Reader): Promise<number> {
  const [first] = types
  if (first === undefined) return Date.now()
  try {
    const { date } = await client.ask({
      method: 'GET',
      path: first.type.endpoint,
      query: { count: '1', attributes: 'id' },
    })
    return date ?? Date.now()
  } catch (error) {
    throw readTrouble(error, first.type.name)
  }
}

interface Reading {
  readonly request: ReadRequest
  readonly since: Watermark | undefined
  readonly next: NextWatermark
}

async function* itemsOf(reader: Reader, { request, since, next }: Reading): AsyncGenerator<readonly ReadItem[]> {
  const told = new Set(since?.told)
  for (const selected of reader.types) {
    const filter = filterOf(selected, since)
    const listing: Listing = { ...listingOf(reader, selected, request), filter, excluded: heavy(selected) }
    try {
      for await (const resources of listed(reader.client, listing)) {
        checkSignal(request.signal)
        const news = resources.filter(resource => {
          const changed = lastModified(resource)
          next.note(resource, changed)
          // A service that ignores the filter sends what did not change, too.
          return since === undefined || changed === undefined || (changed >= since.since && !told.has(markOf(resource)))
        })
        yield await itemsFrom(reader, selected, news)
      }
    } catch (error) {
      const isRefused = since !== undefined && error instanceof ScimRefusal && [400, 403, 501].includes(error.status)
      if (isRefused) throw noDelta(error.message)
      throw readTrouble(error, `the resources of type ${selected.type.name}`)
    }
  }
}

function filterOf({ filter }: SelectedType, since: Watermark | undefined): string | undefined {
  if (since === undefined) return filter
  const changed = `meta.lastModified ge ${quoted(new Date(since.since).toISOString())}`
  return filter === undefined ? changed : `(${filter}) and ${changed}`
}

function listingOf({ service, settings }: Reader, { type }: SelectedType, { pageSize }: ReadRequest) {
  const { paging } = settings
  return {
    endpoint: type.endpoint,
    pageSize: Math.min(pageSize, service.maxPage ?? pageSize),
    byCursor: paging === 'cursor' || (paging === 'auto' && service.hasCursors),
  }
}

/** Lists of references that nobody selected: they may be longer than all the rest. */
function heavy({ type, attributes }: SelectedType): string | undefined {
  const selected = new Set([...attributes.values()].map(({ flat }) => flat.attribute))
  const names = type.attributes.filter(
    flat =>
      flat.isList && flat.definition.type === 'reference' && flat.schema === undefined && !selected.has(flat.attribute),
  )
  return names.length > 0 ? names.map(({ attribute }) => attribute).join(',') : undefined
}

async function itemsFrom(reader: Reader, selected: SelectedType, resources: readonly Json[]): Promise<ReadItem[]> {
  const items: ReadItem[] = []
  for (const resource of resources) items.push(await itemFrom(reader, selected, resource))
  return items
}

async function itemFrom({ names }: Reader, selected: SelectedType, resource: Json): Promise<ReadItem> {
  const { type } = selected
  const anchor = idOf(resource)
  if (anchor === undefined) {
    const message = `A resource of type ${type.name} has no id.`
    return {
      kind: 'problem',
      problem: {
        code: 'missing-anchor-component',
        message,
        hint: 'Every SCIM resource must have one: ask who runs the service.',
      },
    }
  }
  const dn = names.nameOf(type, resource)
  if (dn === undefined) {
    const message = `The resource ${anchor} has no ${names.namingOf(type)?.definition.name}, which names it.`
    const hint = 'Give it one, or name the type by its id in the setting dn.'
    return { kind: 'problem', problem: { code: 'missing-dn', message, hint, where: { anchor } } }
  }
  names.learn(type, anchor, dn)
  const decoded = decodeResource(resource, selected)
  if ('problem' in decoded) {
    const { attribute, ...problem } = decoded.problem
    return { kind: 'problem', problem: { ...problem, where: { dn, anchor, attribute } } }
  }
  const attributes: Record<string, readonly string[]> = { ...decoded.attributes }
  for (const [name, references] of decoded.references) {
    const targets = selected.attributes.get(name)?.flat.targets ?? []
    const dns = await names.dnsOf(references, targets)
    attributes[name] = [...new Set(references.map(({ id }) => dns.get(id) ?? id))]
  }
  const delta: AddDelta = { kind: 'add', objectType: type.name, dn, anchor, attributes }
  return delta
}

/** The ids of everything that is there. */
async function* presentPages(reader: Reader, request: ReadRequest): AsyncGenerator<Page> {
  for (const selected of reader.types) {
    const listing: Listing = { ...listingOf(reader, selected, request), filter: selected.filter, attributes: 'id' }
    try {
      for await (const resources of listed(reader.client, listing)) {
        checkSignal(request.signal)
        yield { deltas: [], present: resources.flatMap(resource => idOf(resource) ?? []) }
      }
    } catch (error) {
      throw readTrouble(error, `the list of type ${selected.type.name}`)
    }
  }
}

function noDelta(why: string) {
  return stop('no-start-delta-step-type-not-configured', {
    code: 'run.configuration',
    message: `The service cannot be asked what has changed. ${why}`,
    hint: 'Use a full import: unchanged objects cost a read and no write.',
  })
}
