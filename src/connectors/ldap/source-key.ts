import { hash } from 'node:crypto'
import { dnKey } from '../../model/dn.js'
import { lookUp } from '../kit/ldap/look-up.js'
import type { Directory } from './directory.js'
import { anchorIn } from './listing.js'

/** What a watermark is a watermark of, in a short text: the bases as they are on this server, the scope and the filter. */
export async function sourceKey(directory: Directory, perServer: boolean): Promise<string> {
  const { wire, settings, bases } = directory
  const ids: string[] = []
  for (const base of bases) {
    const [entry] = await lookUp(wire, base, ['entryUUID', 'nsUniqueId'])
    ids.push(dnKey(base), (entry && (anchorIn(entry, 'entryUUID') ?? anchorIn(entry, 'nsUniqueId'))) ?? '')
  }
  const server = perServer ? new URL(settings.url).host : ''
  return hash('sha256', JSON.stringify([server, ids, settings.scope, settings.filter ?? '', settings.anchor])).slice(
    0,
    32,
  )
}
