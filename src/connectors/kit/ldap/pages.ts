import {
  type Control,
  type Filter,
  PagedResultsControl,
  type SearchEntry,
  SearchRequest,
  type SearchResponse,
  StatusCodeParser,
} from 'ldapts'
import { orCancelled } from '../stop.js'
import { readTrouble, referral } from './trouble.js'
import type { Wire } from './wire.js'

export interface Search {
  readonly base: string
  readonly scope: 'base' | 'one' | 'sub'
  readonly filter: Filter
  readonly attributes: readonly string[]
  readonly timeLimit: number
  readonly controls?: readonly Control[]
}

/** The request of a search. @param controls before those of the search itself */
export function searchRequest(wire: Wire, search: Search, controls: readonly Control[] = []): SearchRequest {
  return new SearchRequest({
    messageId: wire.nextMessageId(),
    baseDN: search.base,
    scope: search.scope,
    filter: search.filter,
    attributes: [...search.attributes],
    timeLimit: search.timeLimit,
    controls: [...controls, ...(search.controls ?? [])],
  })
}

/** Reads the entries a search finds in one go; for searches that find few. @throws ldapts errors. */
export async function searchOnce(wire: Wire, search: Search): Promise<readonly SearchEntry[]> {
  const response = await wire.search(searchRequest(wire, search))
  if (response.status !== 0) throw StatusCodeParser.parse(response)
  return response.searchEntries
}

/**
 * Reads no more entries than `limit` of what a search finds, in no order. Unlike a search page by page it leaves nothing open, of
 * which OpenLDAP bears only one on a connection. @throws ConnectorError whatever the trouble.
 */
export async function searchSome(wire: Wire, search: Search, limit: number): Promise<readonly SearchEntry[]> {
  const request = searchRequest(wire, search)
  request.sizeLimit = limit
  try {
    const response = await wire.search(request)
    if (response.status !== 0 && response.status !== SIZE_LIMIT_EXCEEDED) throw StatusCodeParser.parse(response)
    return response.searchEntries
  } catch (error) {
    throw readTrouble(error, search.base)
  }
}

const SIZE_LIMIT_EXCEEDED = 4

export interface PagedSearch<Item> {
  /** Undefined: in one go, where few are found; it disturbs no search that goes on page by page. */
  readonly pageSize: number | undefined
  readonly signal: AbortSignal
  /** Called as soon as an entry is there. */
  readonly read: (entry: SearchEntry) => Item
}

interface Answer<Item> {
  readonly items: readonly Item[]
  readonly cookie: Buffer | undefined
}

/**
 * Reads all entries page by page, asking for the next page before the last one is handed out. Entries are read when they
 * arrive: as ldapts gives them they take ten times the memory of what is kept, and cost as much to carry along.
 * @throws ConnectorError whenever the server ends the search early or sends the reader elsewhere.
 */
export async function* searchPages<Item>(
  wire: Wire,
  search: Search,
  { pageSize, signal, read }: PagedSearch<Item>,
): AsyncGenerator<readonly Item[]> {
  // Critical: a server without paging says so instead of sending everything or a part.
  const paging = pageSize === undefined ? [] : [new PagedResultsControl({ critical: true, value: { size: pageSize } })]
  const send = (): Promise<Answer<Item>> => {
    const answer = wire
      .search(searchRequest(wire, search, paging))
      .then(response => readAnswer(response, search.base, read))
    answer.catch(() => {}) // told by the await below, if anybody still waits
    return answer
  }
  try {
    let pending: Promise<Answer<Item>> | undefined = send()
    while (pending !== undefined) {
      const { items, cookie }: Answer<Item> = await orCancelled(pending, signal)
      if (cookie !== undefined) for (const control of paging) control.value = { size: pageSize ?? 0, cookie }
      pending = cookie === undefined ? undefined : send()
      if (items.length > 0) yield items
    }
  } catch (error) {
    throw readTrouble(error, search.base)
  }
}

function readAnswer<Item>(response: SearchResponse, base: string, read: (entry: SearchEntry) => Item): Answer<Item> {
  if (response.status !== 0) throw StatusCodeParser.parse(response)
  if (response.searchReferences.length > 0) {
    throw referral(
      base,
      response.searchReferences.flatMap(({ uris }) => uris),
    )
  }
  return { items: response.searchEntries.map(read), cookie: cookieOf(response) }
}

function cookieOf(response: SearchResponse): Buffer | undefined {
  const control = response.controls?.find(one => one instanceof PagedResultsControl)
  const cookie = control?.value?.cookie
  // A copy: the cookie of the answer lies in the buffer of the whole page.
  return cookie !== undefined && cookie.length > 0 ? Buffer.from(cookie) : undefined
}
