import type { ConnectorContext, Page, ReadRequest, WatchRequest } from '../connector.js'
import type { Wire } from '../kit/ldap/wire.js'
import { stop } from '../kit/stop.js'
import { readDelta, standing } from './delta.js'
import { directoryOf } from './directory.js'
import { chooseMethod } from './method.js'
import { readWhole } from './read-objects.js'
import type { LdapSettings } from './settings.js'
import { baseIds } from './source-key.js'
import { watch } from './watch.js'
import { methodOf } from './watermark.js'

export interface Reader {
  readonly wire: Wire
  readonly settings: LdapSettings
  readonly context: ConnectorContext
  /** Opens a further connection. */
  readonly connect: () => Promise<Wire>
}

/** Reads every selected object below the bases, or what has changed of them since the last import. */
export async function* readAll(
  { wire, settings, context, connect }: Reader,
  request: ReadRequest,
): AsyncGenerator<Page> {
  const directory = await directoryOf(wire, settings, { context, signal: request.signal })
  const last = request.mode === 'delta' ? methodOf(request.watermark) : undefined
  // Asked for while the method is chosen: a delta import of few changes is mostly waiting for answers.
  const ids = request.mode === 'delta' ? baseIds(directory) : undefined
  ids?.catch(() => {}) // told when they are needed
  const choice = await chooseMethod(directory, request.signal, last)
  if (request.mode === 'delta') {
    if (choice === undefined) throw noDelta()
    yield* readDelta({ directory, choice, request, connect, ids })
    return
  }
  // Taken before the read: what changes meanwhile is told again rather than missed.
  const place = choice && (await standing({ directory, choice, request, connect }))
  yield* readWhole(directory, request, place)
  yield { deltas: [], end: place === undefined ? {} : { watermark: place.watermark() } }
}

/** Tells when something has changed. */
export async function* watchAll(
  { wire, settings, context, connect }: Reader,
  request: WatchRequest,
): AsyncGenerator<void> {
  const directory = await directoryOf(wire, settings, { context, signal: request.signal })
  const choice = await chooseMethod(directory, request.signal)
  if (choice === undefined) throw noDelta()
  yield* watch({ directory, choice, request, connect })
}

function noDelta() {
  return stop('no-start-delta-step-type-not-configured', {
    code: 'run.configuration',
    message: 'This server offers no way to learn what has changed.',
    hint: 'Use a full import: unchanged objects cost a read and no write.',
  })
}
