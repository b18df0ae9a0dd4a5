import type { ConnectorContext, Session } from '../connector.js'
import { readProgram } from './decode.js'
import { discoverProgram } from './discover.js'
import { writeProgram } from './encode.js'
import { checkPromises, greet } from './handshake.js'
import { passwordsOf } from './passwords.js'
import { newRequests } from './requests.js'
import { type CommandSettings, capabilitiesFrom } from './settings.js'
import { watchProgram } from './watch.js'

/** One session is one run of the program. */
export async function openCommand(settings: CommandSettings, context: ConnectorContext): Promise<Session> {
  const { channel, hello } = await greet(settings, context)
  try {
    checkPromises(settings, hello)
  } catch (error) {
    await channel.close()
    throw error
  }
  const can = capabilitiesFrom(settings.capabilities)
  const requests = newRequests(channel)
  const asking = { limit: settings.silenceTimeLimit, signal: context.signal }
  return {
    read: request => readProgram(requests, request, { can, types: context.types, limit: settings.silenceTimeLimit }),
    ...(can.export && { write: deltas => writeProgram(requests, deltas, asking) }),
    ...(can.discovery && { discover: () => discoverProgram(requests, asking) }),
    ...(can.watch && { watch: request => watchProgram(requests, request) }),
    ...(can.passwords && passwordsOf(requests, asking)),
    [Symbol.asyncDispose]: () => channel.close(),
  }
}
