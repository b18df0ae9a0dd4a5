import type { ConnectorContext, Session } from '../connector.js'
import { discoveredTypes, readSchema } from '../kit/ldap/schema.js'
import { openWire } from '../kit/ldap/wire.js'
import { writeAll } from '../kit/ldap/write.js'
import { changePassword, setPassword } from './passwords.js'
import { readAll, watchAll } from './read.js'
import type { LdapSettings } from './settings.js'

export async function openLdap(settings: LdapSettings, context: ConnectorContext): Promise<Session> {
  const connect = () => openWire(settings, context)
  const wire = await connect()
  return {
    read: request => readAll({ wire, settings, context, connect }, request),
    write: deltas => writeAll(wire, settings, { context, deltas }),
    discover: async () => discoveredTypes(await readSchema(wire)),
    watch: request => watchAll({ wire, settings, context, connect }, request),
    setPassword: (target, password, options) => setPassword(wire, target, password, options),
    changePassword: (target, old, password) => changePassword(wire, target, { old, password }),
    [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose](),
  }
}
