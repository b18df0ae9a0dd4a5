import { type Message, SearchEntry, SearchReference } from 'ldapts'
import type { DecodedEntry } from '../kit/ldap/decode.js'
import { searchRequest } from '../kit/ldap/pages.js'
import { streamSearch } from '../kit/ldap/stream.js'
import { IntermediateResponse } from '../kit/ldap/taps.js'
import { codeOf, readTrouble, referral, serverText } from '../kit/ldap/trouble.js'
import type { Wire } from '../kit/ldap/wire.js'
import type { Directory } from './directory.js'
import { ANY, orContainer } from './filters.js'
import { textsOf } from './root-dse.js'
import {
  parseSyncInfo,
  REFRESH_REQUIRED,
  SYNC_INFO,
  type SyncInfo,
  SyncRequestControl,
  SyncStateControl,
} from './sync-controls.js'
import type { Vendor } from './vendors.js'
import { fullImportNeeded } from './watermark.js'

/** What a server says in answer to a sync request. */
export type SyncNews =
  | SyncInfo
  | {
      readonly kind: 'entry'
      readonly uuid: string
      readonly dn: string
      readonly decoded: DecodedEntry
      readonly isContainer: boolean
    }
  /** One object that is there unchanged, or is gone. */
  | { readonly kind: 'id'; readonly uuid: string; readonly deleted: boolean }
  | { readonly kind: 'done'; readonly cookie: string | undefined; readonly refreshDeletes: boolean }

export interface SyncSearch {
  readonly base: string
  readonly cookie: string
  readonly vendor: Vendor
  readonly signal: AbortSignal
  readonly mode: 'refreshOnly' | 'refreshAndPersist'
}

/**
 * What has changed below a base since a cookie (RFC 4533 section 3.3), and with `refreshAndPersist` whatever changes from then on.
 * @throws ConnectorError `source.watermark-missing` when the server does not know the cookie any more
 */
export async function* syncNews(
  wire: Wire,
  directory: Directory,
  search: SyncSearch,
): AsyncGenerator<readonly SyncNews[]> {
  const { base, cookie, mode, signal, vendor } = search
  const { settings, attributes, decode } = directory
  const control = new SyncRequestControl({ mode, cookie })
  const state = new SyncStateControl()
  const request = searchRequest(wire, {
    base,
    scope: settings.scope,
    filter: orContainer(directory, vendor.containers),
    attributes: [...attributes, 'hasSubordinates'],
    timeLimit: mode === 'refreshOnly' ? settings.timeLimit : 0,
    controls: [control, state],
  })
  const read = (message: Message): SyncNews | undefined => {
    if (message instanceof IntermediateResponse)
      return message.oid === SYNC_INFO ? parseSyncInfo(message.bytes) : undefined
    if (message instanceof SearchReference) throw referral(base, message.uris)
    if (!(message instanceof SearchEntry)) return undefined
    const uuid = state.take()
    if (state.state === 'present' || state.state === 'delete')
      return { kind: 'id', uuid, deleted: state.state === 'delete' }
    const isContainer = textsOf(message, 'hasSubordinates')[0]?.toUpperCase() === 'TRUE' && settings.scope === 'sub'
    return { kind: 'entry', uuid, dn: message.name, decoded: decode(message), isContainer }
  }
  const end = (): SyncNews => ({ kind: 'done', cookie: control.cookie, refreshDeletes: control.refreshDeletes })
  try {
    yield* streamSearch(wire, request, { signal, patience: mode === 'refreshOnly' ? settings.timeout : 0, read, end })
  } catch (error) {
    throw isLostCookie(error)
      ? fullImportNeeded(`The server does not know it any more: ${serverText(error as Error)}`)
      : readTrouble(error, base)
  }
}

const UNWILLING = 53
// OpenLDAP says “unwilling” of a cookie that is newer than all it has, as after it was restored from a backup.
const isLostCookie = (error: unknown): boolean => [REFRESH_REQUIRED, UNWILLING].includes(codeOf(error) ?? 0)

/** Where a directory stands now. @throws ldapts errors when the base's server does not synchronize */
export async function syncCookie(
  wire: Wire,
  base: string,
  { signal, patience }: { signal: AbortSignal; patience: number },
) {
  const control = new SyncRequestControl({ mode: 'refreshOnly' })
  const request = searchRequest(wire, {
    base,
    scope: 'base',
    filter: ANY,
    attributes: ['1.1'],
    timeLimit: 0,
    controls: [control, new SyncStateControl()],
  })
  for await (const _ of streamSearch(wire, request, { signal, patience, read: () => undefined }));
  return control.cookie
}
