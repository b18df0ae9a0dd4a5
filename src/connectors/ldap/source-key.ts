import { hash } from 'node:crypto'
import { dnKey } from '../../model/dn.js'
import { lookUp } from '../kit/ldap/look-up.js'
import type { Directory } from './directory.js'
import { anchorIn } from './listing.js'

/** The bases as they are on this server: their names, and what identifies them. */
export async function baseIds({ wire, bases }: Pick<Directory, 'wire' | 'bases'>): Promise<readonly string[]> {
  const ids: string[] = []
  for (const base of bases) {
    const [entry] = await lookUp(wire, base, ['entryUUID', 'nsUniqueId'])
    ids.push(dnKey(base), (entry && (anchorIn(entry, 'entryUUID') ?? anchorIn(entry, 'nsUniqueId'))) ?? '')
  }
  return ids
}

/** What a watermark is a watermark of, in a short text: the bases, the scope and the filter. */
export function sourceKey(
  { settings }: Pick<Directory, 'settings'>,
  ids: readonly string[],
  perServer: boolean,
): string {
  const server = perServer ? new URL(settings.url).host : ''
  return hash('sha256', JSON.stringify([server, ids, settings.scope, settings.filter ?? '', settings.anchor])).slice(
    0,
    32,
  )
}
