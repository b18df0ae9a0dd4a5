import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { changeLog } from './sharepoint-farm/change-log.js'
import { doorkeeper, type FarmAccount } from './sharepoint-farm/login.js'
import { BadMessage, bodyOf, envelope, faultBody, parseXml } from './sharepoint-farm/messages.js'
import { type FarmState, perform } from './sharepoint-farm/operations.js'
import { type ProfileStore, profileStore, StoreException } from './sharepoint-farm/profile-store.js'
import { type Content, readShaped, SERVICES } from './sharepoint-farm/shapes.js'

/**
 * A stand-in for a SharePoint farm's user profile store, for tests and for the example, where no farm can be had. It speaks
 * `UserProfileService.asmx`, `UserProfileChangeService.asmx` and `Copy.asmx` over HTTP(S), and is stricter than ASP.NET: a request that
 * differs from the published WSDL in the order, names, namespace or type of anything is refused.
 *
 * From published documents and generated proxies (src/connectors/sharepoint/README.md names them): operations, element names, order and
 * types, namespaces, SOAPAction; that indexes have gaps, that a missing index gives the next profile, that the last NextValue is -1, that a
 * call without an account name means the caller; that at most 1,000 changes come at once and that a token from before the log's
 * beginning raises ChangeTokenTooEarlyException; that properties which nobody may edit are ignored; NTLM's messages and proofs
 * ([MS-NLMP]); the error codes of CopyIntoItems ([MS-COPYS]). Invented, because no document shows it: the form of change tokens, the
 * wording of faults around the documented names of exceptions, the validation of URLs and persons in detail, and that a write is all or nothing.
 */
export interface SharePointFarm {
  /** The site: what the agent's `url` is set to. */
  readonly url: string
  readonly store: ProfileStore
  /** Files in the photo library by address. */
  readonly files: ReadonlyMap<string, Buffer>
  readonly account: FarmAccount
  /** What shall go wrong; each stays until it is taken back. */
  readonly trouble: FarmTrouble
  readonly seen: FarmSeen
  /** Forgets the change log up to now. */
  forgetChanges(): void
  stop(): Promise<void>
}

export interface FarmTrouble {
  /** So many requests are turned away before the next is served. */
  busy: number
  busyStatus: 429 | 503
  retryAfter: string | undefined
  /** The connection is cut when this operation is asked for: before it is done, or after. */
  cut: { readonly operation: string; readonly when: 'before' | 'after' } | undefined
  /** This many requests are served, then every connection is cut. */
  cutAfter: number | undefined
  /** Milliseconds that every answer takes. */
  delay: number
  /** Profiles, by record, that cannot be read. */
  readonly broken: Set<number>
}

export interface FarmSeen {
  /** Operations in the order in which they were asked for. */
  readonly operations: string[]
  /** Connections that were opened. */
  connections: number
  handshakes: number
  /** Most requests under way at once. */
  mostAtOnce: number
  openConnections: number
  /** When each request came, in milliseconds. */
  readonly times: number[]
}

export interface FarmOptions {
  readonly port?: number
  readonly methods?: readonly ('ntlm' | 'basic')[]
  /** Most changes that one answer has. */
  readonly changeLimit?: number
  /** PEM files: HTTPS. */
  readonly tls?: { readonly certificate: string; readonly key: string }
  readonly accounts?: readonly FarmAccount[]
}

export const FARM_ACCOUNT: FarmAccount = { domain: 'CONTOSO', user: 'svc-hub', password: 'Correct-Horse-7' }

export async function startFarm(options: FarmOptions = {}): Promise<SharePointFarm> {
  const { methods = ['ntlm', 'basic'], changeLimit = 1_000, accounts = [FARM_ACCOUNT] } = options
  const log = changeLog(changeLimit)
  const store = profileStore(log)
  const files = new Map<string, Buffer>()
  const seen: FarmSeen = { operations: [], connections: 0, handshakes: 0, mostAtOnce: 0, openConnections: 0, times: [] }
  const trouble: FarmTrouble = {
    busy: 0,
    busyStatus: 503,
    retryAfter: undefined,
    cut: undefined,
    cutAfter: undefined,
    delay: 0,
    broken: new Set(),
  }
  let url = ''
  const state: FarmState = { store, log, files, library: () => `${url}/User%20Photos/Profile%20Pictures` }
  const serve = service({ state, trouble, seen, letIn: doorkeeper(accounts, methods, seen) })
  const listener: RequestListener = (request, answer) => {
    serve(request, answer).catch(error => answer.destroy(error as Error))
  }
  const { tls } = options
  const server = tls
    ? createSecureServer({ cert: readFileSync(tls.certificate), key: readFileSync(tls.key) }, listener)
    : createServer(listener)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    seen.connections++
    seen.openConnections++
    sockets.add(socket)
    socket.once('close', () => {
      seen.openConnections--
      sockets.delete(socket)
    })
  })
  await new Promise<void>(done => server.listen(options.port ?? 0, '127.0.0.1', done))
  url = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    store,
    files,
    account: accounts[0] as FarmAccount,
    trouble,
    seen,
    forgetChanges: () => log.forget(),
    async stop() {
      const closed = new Promise(done => server.close(done))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

interface Service {
  readonly state: FarmState
  readonly trouble: FarmTrouble
  readonly seen: FarmSeen
  readonly letIn: ReturnType<typeof doorkeeper>
}

function service({ state, trouble, seen, letIn }: Service) {
  let underWay = 0
  return async (request: IncomingMessage, answer: ServerResponse): Promise<void> => {
    seen.mostAtOnce = Math.max(seen.mostAtOnce, ++underWay)
    try {
      const body = await textOf(request)
      await sleep(trouble.delay)
      if (trouble.cutAfter !== undefined && trouble.cutAfter-- <= 0) {
        trouble.cutAfter = 0
        request.socket.destroy()
        return
      }
      if (trouble.busy > 0) {
        trouble.busy--
        const wait = trouble.retryAfter === undefined ? {} : { 'Retry-After': trouble.retryAfter }
        reply(answer, trouble.busyStatus, { ...wait, 'Content-Type': 'text/plain' }, 'The server is busy.')
        return
      }
      const login = letIn(request)
      if ('challenge' in login) reply(answer, 401, { 'WWW-Authenticate': login.challenge }, '401 UNAUTHORIZED')
      else if (login.account.administrator === false) reply(answer, 403, {}, '403 FORBIDDEN')
      else await serveOperation({ request, body, caller: login.account, answer }, { state, trouble, seen })
    } finally {
      underWay--
    }
  }
}

interface Asked {
  readonly request: IncomingMessage
  readonly body: string
  readonly caller: FarmAccount
  readonly answer: ServerResponse
}

const XML = { 'Content-Type': 'text/xml; charset=utf-8' }

async function serveOperation(
  { request, body, caller, answer }: Asked,
  { state, trouble, seen }: Omit<Service, 'letIn'>,
) {
  const [, name = ''] = /^\/_vti_bin\/(\w+)\.asmx$/.exec(request.url ?? '') ?? []
  const shape = SERVICES[name]
  if (shape === undefined) {
    reply(answer, 404, { 'Content-Type': 'text/html' }, '<html><body>404 NOT FOUND</body></html>')
    return
  }
  if (request.method !== 'POST' || !/^text\/xml; ?charset=utf-8$/i.test(request.headers['content-type'] ?? '')) {
    reply(answer, 415, { 'Content-Type': 'text/plain' }, 'Only SOAP 1.1 over POST.')
    return
  }
  try {
    const content = bodyOf(parseXml(body))
    const operation = content.name
    seen.operations.push(operation)
    seen.times.push(performance.now())
    const expected = shape.operations[operation]
    if (request.headers.soapaction !== `"${shape.actions}${operation}"` || expected === undefined)
      throw new BadMessage(
        `Server did not recognize the value of HTTP Header SOAPAction: ${request.headers.soapaction}.`,
      )
    const parameters = readShaped(content, expected, shape.namespace) as Readonly<Record<string, Content>>
    if (trouble.cut?.operation === operation && trouble.cut.when === 'before') {
      request.socket.destroy()
      return
    }
    if (operation === 'GetUserProfileByIndex' && isBroken(trouble, state, Number(parameters.index)))
      throw new StoreException('UserProfileException', 'The profile data is damaged.')
    const result = perform(name, operation, { parameters, state, caller: `${caller.domain}\\${caller.user}` })
    if (trouble.cut?.operation === operation) request.socket.destroy()
    else reply(answer, 200, XML, envelope(result))
  } catch (error) {
    if (error instanceof BadMessage) reply(answer, 500, XML, faultBody('Client', error.message))
    else if (error instanceof StoreException) reply(answer, 500, XML, faultBody('Server', exceptionText(error)))
    else throw error
  }
}

const isBroken = ({ broken }: FarmTrouble, { store }: FarmState, index: number): boolean =>
  broken.size > 0 && broken.has(store.at(index).profile?.record ?? -1) && store.at(index).profile?.record === index

// As ASP.NET tells of an exception in a web method.
const exceptionText = ({ exception, message }: StoreException): string =>
  `System.Web.Services.Protocols.SoapException: Server was unable to process request. ---> Microsoft.Office.Server.UserProfiles.${exception}: ${message}`

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function reply(
  answer: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string | readonly string[]>>,
  body: string,
): void {
  for (const [name, value] of Object.entries(headers)) answer.setHeader(name, value)
  answer.statusCode = status
  answer.end(body)
}
