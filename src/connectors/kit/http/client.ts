import * as http from 'node:http'
import * as https from 'node:https'
import { text as textOf } from 'node:stream/consumers'
import type { ConnectorContext } from '../../connector.js'
import { secureOptions } from '../tls.js'
import type { HttpConnection } from './settings.js'

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface HttpAnswer {
  readonly status: number
  /** By lower-case name. */
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

/** The answer did not come, or not to its end. What the request asked for may or may not have been done. */
export class HttpLost extends Error {
  /** The reason in one word: ECONNREFUSED, CERT_HAS_EXPIRED, TIMEOUT, … */
  readonly code: string
  constructor(message: string, code: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'HttpLost'
    this.code = code
  }
}

/** One set of connections to one server. */
export interface HttpClient extends Disposable {
  /** @throws HttpLost when no whole answer came. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>
}

/**
 * A client on Node's own http and https, whose connections stay open between requests. Not `fetch`: that cannot be told which
 * certificates to trust.
 * @throws ConnectorError when the file of certificates cannot be read.
 */
export async function httpClient(
  settings: HttpConnection,
  { folder }: Pick<ConnectorContext, 'folder'>,
): Promise<HttpClient> {
  const { tls, concurrency } = settings
  const pool = { keepAlive: true, maxSockets: concurrency }
  const agents = {
    'http:': new http.Agent(pool),
    'https:': new https.Agent({ ...pool, ...(await secureOptions(tls, folder)) }),
  }
  return {
    send: (request, signal) => send(request, { agents, settings, signal }),
    [Symbol.dispose]() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

interface Sending {
  readonly agents: Readonly<Record<'http:' | 'https:', http.Agent>>
  readonly settings: HttpConnection
  readonly signal: AbortSignal
}

function send({ method, url, headers, body }: HttpRequest, sending: Sending): Promise<HttpAnswer> {
  const milliseconds = sending.settings.timeout * 1_000
  const protocol = url.protocol === 'https:' ? 'https:' : 'http:'
  const begin = protocol === 'https:' ? https.request : http.request
  // The time limit is for the whole answer: a server that trickles must not hold a run for ever.
  const signal = AbortSignal.any([sending.signal, AbortSignal.timeout(milliseconds)])
  return new Promise((done, failed) => {
    const lost = (error: Error & { code?: string }) => {
      const late = signal.aborted && !sending.signal.aborted
      const message = late ? `No answer within ${sending.settings.timeout} s.` : error.message || String(error.code)
      failed(new HttpLost(message, late ? 'TIMEOUT' : (error.code ?? error.name), error))
    }
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const request = begin(url, { method, agent: sending.agents[protocol], signal, headers: { ...headers, ...length } })
    request.once('error', lost)
    request.once('response', response => {
      textOf(response).then(
        text => done({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        lost,
      )
    })
    request.end(body)
  })
}
