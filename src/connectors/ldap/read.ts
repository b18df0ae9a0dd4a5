import type { ConnectorContext, Page, ReadRequest } from '../connector.js'
import { entryDecoder } from '../kit/ldap/decode.js'
import { filterOf } from '../kit/ldap/filter.js'
import { assertReadable, depthsOf } from '../kit/ldap/look-up.js'
import { searchPages } from '../kit/ldap/pages.js'
import { requestedAttributes } from '../kit/ldap/slots.js'
import { pageOf } from '../kit/ldap/whole.js'
import type { Wire } from '../kit/ldap/wire.js'
import { orCancelled, stop } from '../kit/stop.js'
import { basesOf, type LdapSettings } from './settings.js'

/** Reads every selected object below the bases. */
export async function* readAll(
  wire: Wire,
  settings: LdapSettings,
  { context, request }: { readonly context: ConnectorContext; readonly request: ReadRequest },
): AsyncGenerator<Page> {
  if (request.mode === 'delta') throw noDelta()
  const { types } = context
  const { anchor, scope, timeLimit } = settings
  const filter = filterOf(
    settings.filter,
    types.map(({ name }) => name),
  )
  const depths = types.length > 1 ? await orCancelled(depthsOf(wire), request.signal) : new Map<string, number>()
  const decode = entryDecoder({ types, anchor, depths })
  const attributes = requestedAttributes(types, anchor)
  for (const base of basesOf(settings.base)) {
    let found = false
    const search = { base, scope, filter, attributes, timeLimit }
    for await (const decoded of searchPages(wire, search, { ...request, read: decode })) {
      found = true
      yield await pageOf(wire, decoded, request.signal)
    }
    if (!found) await orCancelled(assertReadable(wire, base), request.signal)
  }
  yield { deltas: [], end: {} }
}

function noDelta() {
  return stop('no-start-delta-step-type-not-configured', {
    code: 'run.configuration',
    message: 'The ldap connector cannot tell what has changed.',
    hint: 'Use a full import: unchanged objects cost a read and no write.',
  })
}
