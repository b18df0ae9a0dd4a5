import type { ConnectorContext, Session } from '../connector.js'
import { readDelta } from './delta.js'
import { discover } from './discover.js'
import { openForest } from './forest.js'
import { changePassword, setPassword } from './password.js'
import { readFull } from './read.js'
import { selectionOf } from './selection.js'
import type { ActiveDirectorySettings } from './settings.js'
import { watch } from './watch.js'
import { writeDeltas } from './write.js'

export async function openActiveDirectory(
  settings: ActiveDirectorySettings,
  context: ConnectorContext,
): Promise<Session> {
  const forest = await openForest(settings, context)
  try {
    const first = forest.linkOf('')
    const selection = await selectionOf(settings, context.types, first)
    const source = { forest, settings, selection, context }
    return {
      write: deltas => writeDeltas(source, deltas),
      discover: () => discover(first),
      watch: request => watch(source, request),
      setPassword: (target, password, options) => setPassword(source, target, password, options),
      changePassword: (target, old, next) => changePassword(source, target, { old, next }),
      read: request => (request.mode === 'full' ? readFull(source, request) : readDelta(source, request)),
      [Symbol.asyncDispose]: () => forest[Symbol.asyncDispose](),
    }
  } catch (error) {
    await forest[Symbol.asyncDispose]()
    throw error
  }
}
