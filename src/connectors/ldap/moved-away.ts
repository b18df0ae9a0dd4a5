import { FilterParser } from 'ldapts'
import { dnKey } from '../../model/dn.js'
import type { ReadRequest } from '../connector.js'
import { searchSome } from '../kit/ldap/pages.js'
import { orCancelled } from '../kit/stop.js'
import type { Directory } from './directory.js'
import { withOneOf } from './filters.js'
import { contextOf, readRootDse } from './root-dse.js'
import type { Vendor } from './vendors.js'

const AT_ONCE = 100

/**
 * Whether one of the objects that are no longer below a base is a container elsewhere now: what it took along is not told one by
 * one. What the account may not see there counts as deleted.
 */
export async function haveMovedAway(
  { wire, settings }: Directory,
  { base, vendor, uuids, request }: { base: string; vendor: Vendor; uuids: readonly string[]; request: ReadRequest },
): Promise<boolean> {
  if (uuids.length === 0 || settings.scope === 'one') return false
  const context = contextOf(await readRootDse(wire), base)
  if (context === undefined || dnKey(context) === dnKey(base)) return false
  for (let i = 0; i < uuids.length; i += AT_ONCE) {
    const filter = withOneOf(FilterParser.parseString(vendor.containers), 'entryUUID', uuids.slice(i, i + AT_ONCE))
    const search = { base: context, scope: 'sub', filter, attributes: ['1.1'], timeLimit: settings.timeLimit } as const
    if ((await orCancelled(searchSome(wire, search, 1), request.signal)).length > 0) return true
  }
  return false
}
