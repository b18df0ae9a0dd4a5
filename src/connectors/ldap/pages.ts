import {
  type Filter,
  PagedResultsControl,
  type SearchEntry,
  SearchRequest,
  type SearchResponse,
  StatusCodeParser,
} from 'ldapts'
import { orCancelled } from '../kit/stop.js'
import { readTrouble, referral } from './trouble.js'
import type { Wire } from './wire.js'

export interface Search {
  readonly base: string
  readonly scope: 'base' | 'one' | 'sub'
  readonly filter: Filter
  readonly attributes: readonly string[]
  readonly timeLimit: number
}

/** Reads the entries a search finds in one go; for searches that find few. @throws ldapts errors. */
export async function searchOnce(wire: Wire, search: Search): Promise<readonly SearchEntry[]> {
  const response = await wire.search(requestOf(wire, search, []))
  if (response.status !== 0) throw StatusCodeParser.parse(response)
  return response.searchEntries
}

/**
 * Reads all entries page by page, asking for the next page before the last one is handed out.
 * @throws ConnectorError whenever the server ends the search early or sends the reader elsewhere.
 */
export async function* searchPages(
  wire: Wire,
  search: Search,
  { pageSize, signal }: { readonly pageSize: number; readonly signal: AbortSignal },
): AsyncGenerator<readonly SearchEntry[]> {
  // Critical: a server without paging says so instead of sending everything or a part.
  const control = new PagedResultsControl({ critical: true, value: { size: pageSize } })
  const send = () => {
    const sent = wire.search(requestOf(wire, search, [control]))
    sent.catch(() => {}) // told by the await below, if anybody still waits
    return sent
  }
  try {
    let pending: Promise<SearchResponse> | undefined = send()
    while (pending !== undefined) {
      const response: SearchResponse = await orCancelled(pending, signal)
      if (response.status !== 0) throw StatusCodeParser.parse(response)
      if (response.searchReferences.length > 0) {
        throw referral(
          search.base,
          response.searchReferences.flatMap(({ uris }) => uris),
        )
      }
      const cookie = cookieOf(response)
      if (cookie !== undefined) control.value = { size: pageSize, cookie }
      pending = cookie === undefined ? undefined : send()
      if (response.searchEntries.length > 0) yield response.searchEntries
    }
  } catch (error) {
    throw readTrouble(error, search.base)
  }
}

function requestOf(wire: Wire, search: Search, controls: PagedResultsControl[]): SearchRequest {
  return new SearchRequest({
    messageId: wire.nextMessageId(),
    baseDN: search.base,
    scope: search.scope,
    filter: search.filter,
    attributes: [...search.attributes],
    timeLimit: search.timeLimit,
    controls,
  })
}

function cookieOf(response: SearchResponse): Buffer | undefined {
  const control = response.controls?.find(one => one instanceof PagedResultsControl)
  const cookie = control?.value?.cookie
  // A copy: the cookie of the answer lies in the buffer of the whole page.
  return cookie !== undefined && cookie.length > 0 ? Buffer.from(cookie) : undefined
}
