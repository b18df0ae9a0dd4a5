import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectSecure } from 'node:tls'
import { Client, type SearchRequest, type SearchResponse } from 'ldapts'
import { type ConnectorContext, ConnectorError } from '../../connector.js'
import { isLoopback } from '../loopback.js'
import { orCancelled, stop } from '../stop.js'
import { secureOptions } from '../tls.js'
import type { ConnectionSettings } from './connection.js'
import { resultCode } from './result-codes.js'
import { type Inside, type Tap, tapped } from './taps.js'
import { badCredentials, codeOf, connectionLost, explained, serverText } from './trouble.js'

/** An open, authenticated connection. Once lost it stays lost: nothing is ever sent over a second, anonymous one. */
export interface Wire extends AsyncDisposable {
  readonly client: Client
  /** @throws ConnectorError when the connection is gone. */
  assertOpen(): void
  nextMessageId(): number
  /** Sends one search and gives its whole answer, with whatever result code. */
  search(request: SearchRequest): Promise<SearchResponse>
  /** Sends one search and gives its messages one by one, intermediate responses included, the last one as the answer. */
  stream(request: SearchRequest, tap: Tap): Promise<SearchResponse>
  /** Stops reading from the connection; {@link stream} may bring more than is taken. */
  pause(): void
  resume(): void
}

const GOODBYE_MILLISECONDS = 500

/** @throws ConnectorError `no-start-…` when the server cannot be reached, does not prove itself or refuses the login. */
export async function openWire(settings: ConnectionSettings, context: ConnectorContext): Promise<Wire> {
  refuseInsecureLogin(settings)
  const tls = await tlsOptions(settings, context.folder)
  const sockets: Socket[] = []
  let lost = false
  const keep = <S extends Socket>(socket: S): S => {
    sockets.push(socket)
    socket.once('close', () => {
      lost = true
    })
    return socket
  }
  const client = new Client({
    url: settings.url,
    connectTimeout: settings.connectTimeout * 1_000,
    timeout: settings.timeout * 1_000,
    ...(settings.url.startsWith('ldaps:') && { tlsOptions: tls }),
    createConnection: ((port: number, host: string) => keep(connectPlain(port, host))) as typeof connectPlain,
    createSecureConnection: ((...args: Parameters<typeof connectSecure>) =>
      keep(connectSecure(...args))) as typeof connectSecure,
  })
  const inside = client as unknown as Inside
  const stream = tapped(client)
  const wire: Wire = {
    client,
    assertOpen: () => {
      if (lost || !client.isConnected) throw connectionLost(undefined)
    },
    nextMessageId: () => inside._nextMessageId(),
    search: request => {
      wire.assertOpen()
      return inside._send(request)
    },
    stream: async (request, tap) => {
      wire.assertOpen()
      return stream(request, tap)
    },
    pause: () => inside.socket?.pause(),
    resume: () => inside.socket?.resume(),
    [Symbol.asyncDispose]: () => close(client, sockets),
  }
  try {
    await orCancelled(login(client, settings, tls), context.signal)
    return wire
  } catch (error) {
    await close(client, sockets)
    throw startTrouble(error, settings)
  }
}

async function login(client: Client, settings: ConnectionSettings, tls: ConnectionOptions): Promise<void> {
  if (settings.startTls) await client.startTLS(tls)
  if (settings.bindDn !== undefined) await client.bind(settings.bindDn, settings.password)
  // Opens an anonymous connection without asking the server for anything it may refuse.
  else await client.search('', { scope: 'base', attributes: ['1.1'] })
}

async function close(client: Client, sockets: readonly Socket[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>(done => {
    timer = setTimeout(done, GOODBYE_MILLISECONDS)
  })
  await Promise.race([client.unbind().catch(() => {}), patience])
  clearTimeout(timer)
  for (const socket of sockets) socket.destroy()
}

function refuseInsecureLogin({ url, startTls, password, allowInsecure }: ConnectionSettings): void {
  if (url.startsWith('ldaps:') || startTls || password === undefined || allowInsecure) return
  if (isLoopback(new URL(url).hostname)) return
  throw stop('no-start-bad-ma-configuration', {
    code: 'run.configuration',
    message: `The password would cross the network to ${url} unencrypted.`,
    hint: 'Use an ldaps:// URL or set startTls: true. On a network that is safe otherwise set allowInsecure: true.',
    where: { path: 'settings.url' },
  })
}

/** What TLS is to check. @throws ConnectorError when the file of trusted certificates cannot be read. */
export async function tlsOptions(
  { tls, url }: Pick<ConnectionSettings, 'tls' | 'url'>,
  folder: string,
): Promise<ConnectionOptions> {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
  return { host, ...(isIP(host) === 0 && { servername: host }), ...(await secureOptions(tls, folder)) }
}

const CERTIFICATE_TROUBLE = /certificate|self[- ]signed|altname|unable to verify|UNABLE_TO|CERT_/i

/** Why a connection could not be opened. */
export function startTrouble(error: unknown, settings: ConnectionSettings): ConnectorError {
  if (error instanceof ConnectorError) return error
  const code = codeOf(error)
  const reason = (error as Error).message
  if (code === 49 || code === 48 || code === 8 || code === 13 || code === 50 || code === 32 || code === 34) {
    const text = explained(resultCode(code), serverText(error as Error))
    return badCredentials(settings.bindDn ?? 'an anonymous connection', text)
  }
  const unproven = CERTIFICATE_TROUBLE.test(`${reason} ${(error as NodeJS.ErrnoException).code ?? ''}`)
  return stop(
    'no-start-connection',
    {
      code: 'source.unreachable',
      message: `The server ${settings.url} ${unproven ? 'did not prove who it is' : 'cannot be reached'}: ${reason}`,
      hint: unproven
        ? 'Set tls.ca to the PEM file of the authority that signed its certificate (or tls.servername, if it carries another name).'
        : 'Check the URL, that the server is running, and what lies between: names, routes, firewalls.',
      where: { path: 'settings.url' },
    },
    error,
  )
}
