import { lookup } from 'node:dns/promises'
import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectSecure, type TLSSocket } from 'node:tls'
import { type Check, type ConnectorContext, ConnectorError } from '../../connector.js'
import type { ConnectionSettings } from './connection.js'
import { openWire, startTrouble, tlsOptions, type Wire } from './wire.js'

const LDAP_PORT = 389
const LDAPS_PORT = 636
const SOON_DAYS = 14
const DAY_MILLISECONDS = 86_400_000

/**
 * Looks at the way to one LDAP server: name resolution, TCP, TLS, login. Answers the open connection for what else a connector wants to
 * look at, undefined when a step failed; whoever takes it closes it.
 */
export async function* connectionChecks(
  settings: ConnectionSettings,
  context: ConnectorContext,
): AsyncGenerator<Check, Wire | undefined> {
  const { hostname, port } = new URL(settings.url)
  const secure = settings.url.startsWith('ldaps:')
  const place = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? LDAPS_PORT : LDAP_PORT) : Number(port),
  }
  const steps: [string, () => Promise<string | Check>][] = [
    ['name resolution', () => resolveName(place.host)],
    ['TCP', () => reach(place, settings)],
  ]
  if (secure) steps.push(['TLS', () => provesItself(place, settings, context)])
  for (const [name, step] of steps) {
    const check = await outcomeOf(`${name} of ${settings.url}`, step, settings)
    yield check
    if (check.outcome === 'failed') return undefined
  }
  let wire: Wire | undefined
  const login = async (): Promise<string> => {
    wire = await openWire(settings, context)
    const as = settings.bindDn === undefined ? 'anonymously' : `as ${settings.bindDn}`
    return `Logged in ${as}${settings.startTls ? ', encrypted by StartTLS' : ''}.`
  }
  yield await outcomeOf(`login at ${settings.url}`, login, settings)
  return wire
}

async function outcomeOf(
  name: string,
  step: () => Promise<string | Check>,
  settings: ConnectionSettings,
): Promise<Check> {
  try {
    const found = await step()
    return typeof found === 'string' ? { name, outcome: 'passed', message: found } : { ...found, name }
  } catch (error) {
    const { problem } = error instanceof ConnectorError ? error : startTrouble(error, settings)
    return { name, outcome: 'failed', message: problem.message, problem }
  }
}

async function resolveName(host: string): Promise<string> {
  if (isIP(host) !== 0) return `${host} is an address.`
  const addresses = await lookup(host, { all: true })
  return `${host} is ${addresses.map(({ address }) => address).join(', ')}.`
}

interface Place {
  readonly host: string
  readonly port: number
}

async function reach({ host, port }: Place, settings: ConnectionSettings): Promise<string> {
  const socket = connectPlain(port, host)
  await opened(socket, 'connect', settings)
  socket.destroy()
  return `${host} accepts connections on port ${port}.`
}

async function provesItself(
  { host, port }: Place,
  settings: ConnectionSettings,
  context: ConnectorContext,
): Promise<string | Check> {
  const socket: TLSSocket = connectSecure({ ...(await tlsOptions(settings, context.folder)), host, port })
  await opened(socket, 'secureConnect', settings)
  const { subject, issuer, valid_to: until } = socket.getPeerCertificate()
  const { authorized } = socket
  socket.destroy()
  const nameOf = (one: typeof subject | undefined) => String(one?.CN ?? one?.O ?? 'somebody without a name')
  const found = `The certificate of ${nameOf(subject)}, signed by ${nameOf(issuer)}, is good until ${until}.`
  if (!authorized) return warning(`${found} It is not verified.`, 'Set tls.ca, and tls.rejectUnauthorized to true.')
  const days = (Date.parse(until) - Date.now()) / DAY_MILLISECONDS
  return days < SOON_DAYS ? warning(found, 'Renew the certificate of the server in time.') : found
}

const warning = (message: string, hint: string): Check => ({
  name: '',
  outcome: 'warning',
  message,
  problem: { code: 'source.unreachable', message, hint, where: { path: 'settings.tls' } },
})

function opened(socket: Socket, event: string, { connectTimeout }: ConnectionSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      socket.destroy()
      reject(error)
    }
    socket.setTimeout(connectTimeout * 1_000, () => fail(new Error(`no answer within ${connectTimeout} seconds`)))
    socket.once('error', fail).once(event, () => resolve())
  })
}
