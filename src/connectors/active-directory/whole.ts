import { AndFilter, EqualityFilter, type Filter, OrFilter, type SearchEntry } from 'ldapts'
import type { AddDelta } from '../../model/delta.js'
import type { Page } from '../connector.js'
import type { DecodedEntry } from '../kit/ldap/decode.js'
import { searchPages } from '../kit/ldap/pages.js'
import { pageOf } from '../kit/ldap/whole.js'
import { domainScope } from './controls.js'
import type { Partition } from './forest.js'
import { guidBytes } from './guid.js'
import { type PrimaryGroups, withPrimaryGroup } from './primary-group.js'
import { ANCHOR, type Selection } from './selection.js'

/** What reading one partition takes. */
export interface Reading {
  readonly partition: Partition
  readonly selection: Selection
  readonly groups: PrimaryGroups
  readonly pageSize: number
  readonly signal: AbortSignal
  /** Seconds the server may spend on one page. */
  readonly timeLimit: number
}

/** A page of whole objects, and the anchors of those that lie outside of what is read. */
export interface WholePage extends Page {
  readonly deltas: readonly AddDelta[]
  readonly outside: readonly string[]
  readonly found: boolean
}

const MOST_AT_ONCE = 100

/** What is looked at of each entry beyond what is selected. */
export interface Besides {
  readonly attributes: readonly string[]
  take(entry: SearchEntry): void
}

/** Reads whole objects below a base, page by page. */
export async function* readWhole(
  reading: Reading,
  { base, filter, besides }: { readonly base: string; readonly filter: Filter; readonly besides?: Besides },
): AsyncGenerator<WholePage> {
  const { partition, selection, groups, pageSize, signal, timeLimit } = reading
  const { wire } = partition.link
  const search = {
    base,
    scope: 'sub',
    filter,
    attributes: [...new Set([...selection.attributes, ...(besides?.attributes ?? [])])],
    timeLimit,
  } as const
  const request = { ...search, controls: [domainScope()] }
  const read = (entry: SearchEntry) => {
    besides?.take(entry)
    return selection.decode(entry)
  }
  for await (const entries of searchPages(wire, request, { pageSize, signal, read })) {
    const outside: string[] = []
    const inside = entries.filter(one => isInside(one, partition, outside))
    const page = await pageOf(wire, inside, signal)
    const deltas: AddDelta[] = []
    for (const delta of page.deltas) {
      if (delta.kind === 'add') deltas.push(await withPrimaryGroup(delta, selection, groups))
    }
    yield { ...page, deltas, outside, found: entries.length > 0 }
  }
}

function isInside(one: DecodedEntry, { scope }: Partition, outside: string[]): boolean {
  const dn = one.kind === 'object' ? one.delta.dn : one.kind === 'problem' ? one.problem.where?.dn : undefined
  if (dn === undefined || scope.includes(dn)) return true
  if (one.kind === 'object') outside.push(one.delta.anchor ?? '')
  return false
}

/** Reads the objects with these anchors whole, as far as they are to be read; of all others the anchors come as gone. */
export async function* readByAnchor(
  reading: Reading,
  anchors: readonly string[],
  besides: Besides,
): AsyncGenerator<Page> {
  for (let i = 0; i < anchors.length; i += MOST_AT_ONCE) {
    const some = anchors.slice(i, i + MOST_AT_ONCE)
    const missing = new Set(some)
    const filter = new AndFilter({ filters: [withAnchors(some), reading.selection.wanted] })
    for await (const { deltas, problems, outside: _, found: __, ...page } of readWhole(reading, {
      base: reading.partition.dn,
      filter,
      besides,
    })) {
      for (const { anchor } of deltas) missing.delete(anchor ?? '')
      for (const { where } of problems ?? []) {
        // An object that cannot be read is there. One without an anchor might be any of them.
        if (where?.anchor === undefined) missing.clear()
        else missing.delete(where.anchor)
      }
      yield { ...page, deltas, ...(problems && { problems }) }
    }
    if (missing.size > 0) yield { deltas: [], gone: [...missing] }
  }
}

/** The objects with these anchors. */
export function withAnchors(anchors: readonly string[]): Filter {
  const filters = anchors.flatMap(anchor => {
    const value = guidBytes(anchor)
    return value === undefined ? [] : [new EqualityFilter({ attribute: ANCHOR, value })]
  })
  return new OrFilter({ filters })
}
