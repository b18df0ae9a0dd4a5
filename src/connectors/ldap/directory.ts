import type { Filter, SearchEntry } from 'ldapts'
import { dnKey, splitDn } from '../../model/dn.js'
import type { ConnectorContext, ObjectTypeSelection, ReadRequest } from '../connector.js'
import { type DecodedEntry, type EntryDecoder, entryDecoder } from '../kit/ldap/decode.js'
import { filterOf } from '../kit/ldap/filter.js'
import { depthsOf } from '../kit/ldap/look-up.js'
import { requestedAttributes } from '../kit/ldap/slots.js'
import type { Wire } from '../kit/ldap/wire.js'
import { orCancelled } from '../kit/stop.js'
import { basesOf, type LdapSettings } from './settings.js'

/** The part of a directory that an agent reads, and how to read its objects. */
export interface Directory {
  readonly wire: Wire
  readonly settings: LdapSettings
  readonly context: ConnectorContext
  readonly types: readonly ObjectTypeSelection[]
  readonly bases: readonly string[]
  /** Objects of the selected types that match the setting. */
  readonly filter: Filter
  readonly attributes: readonly string[]
  readonly decode: EntryDecoder
}

export type Reading = Pick<ReadRequest, 'pageSize' | 'signal'>

/** Where a source stands before a full import of it. */
export interface Standing {
  /** What the import has to ask for beyond what is selected. */
  readonly attributes?: readonly string[]
  /** To be shown every entry that the import reads. */
  look?(entry: SearchEntry, decoded: DecodedEntry): void
  /** Where a delta import goes on, once the import is through. */
  watermark(): string
}

export async function directoryOf(
  wire: Wire,
  settings: LdapSettings,
  { context, signal }: { readonly context: ConnectorContext; readonly signal: AbortSignal },
): Promise<Directory> {
  const { types } = context
  const { anchor } = settings
  const filter = filterOf(
    settings.filter,
    types.map(({ name }) => name),
  )
  const depths = types.length > 1 ? await orCancelled(depthsOf(wire), signal) : new Map<string, number>()
  return {
    wire,
    settings,
    context,
    types,
    bases: basesOf(settings.base),
    filter,
    attributes: requestedAttributes(types, anchor),
    decode: entryDecoder({ types, anchor, depths }),
  }
}

/** Whether a name is where the agent reads. */
export function isWithin({ bases, settings }: Pick<Directory, 'bases' | 'settings'>, dn: string): boolean {
  const key = dnKey(dn)
  return bases.some(base => {
    const above = dnKey(base)
    if (!key.endsWith(`,${above}`)) return settings.scope === 'sub' && key === above
    return settings.scope === 'sub' || splitDn(key).length === splitDn(above).length + 1
  })
}
