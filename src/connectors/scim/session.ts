import type { ConnectorContext, Session } from '../connector.js'
import { scimClient } from './client.js'
import { scimNames } from './names.js'
import { type Reader, readPages } from './read.js'
import { selectedTypes } from './selection.js'
import { discover, discoveredTypes } from './service.js'
import type { ScimSettings } from './settings.js'
import { openTrouble } from './trouble.js'
import { writeDeltas } from './write.js'

/** @throws ConnectorError `no-start-…` when the service cannot be reached, refuses the login or lacks what is selected. */
export async function openScim(settings: ScimSettings, context: ConnectorContext): Promise<Session> {
  const client = await scimClient(settings, context)
  try {
    const service = await discover(client)
    const types = selectedTypes(service, context.types, settings)
    const names = scimNames(client, service, settings.dn)
    const reader: Reader = { client, service, types, names, settings, context }
    return {
      read: request => readPages(reader, request),
      write: deltas => writeDeltas(reader, deltas),
      discover: async () => discoveredTypes(service),
      [Symbol.asyncDispose]: async () => client[Symbol.dispose](),
    }
  } catch (error) {
    client[Symbol.dispose]()
    throw openTrouble(error, settings.url)
  }
}
