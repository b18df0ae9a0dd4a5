import { type Agent, type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import type { Socket } from 'node:net'
import type { HttpAnswer, HttpRequest } from './exchange.js'

/** No answer of these services is larger; a larger one would only fill the memory. */
const LARGEST_ANSWER = 64 * 1_048_576

export interface SendOptions {
  readonly agent: Agent
  /** Seconds. */
  readonly connectTimeout: number
  /** Seconds. */
  readonly timeout: number
  readonly signal: AbortSignal
}

export interface SentAnswer extends HttpAnswer {
  readonly socket: Socket
}

/** The answer did not come in time; `connected` tells whether the request may have been carried out. */
export class TimedOut extends Error {}

/** Sends one request over the agent's connection and gives the whole answer. */
export function send({ method, url, headers, body }: HttpRequest, options: SendOptions): Promise<SentAnswer> {
  const { agent, connectTimeout, timeout, signal } = options
  const start = url.startsWith('https:') ? requestSecure : requestPlain
  return new Promise((done, fail) => {
    const length = Buffer.byteLength(body)
    const request: ClientRequest = start(url, {
      method,
      agent,
      signal,
      headers: { ...headers, 'Content-Length': length },
    })
    const patience = setTimeout(
      () => request.destroy(new TimedOut(`No answer within ${timeout} seconds.`)),
      timeout * 1_000,
    )
    request.once('close', () => clearTimeout(patience))
    request.once('error', fail)
    request.once('socket', socket => limitConnecting(request, socket, connectTimeout))
    request.once('response', response => {
      collect(response, request.socket as Socket).then(done, fail)
    })
    request.end(body)
  })
}

function limitConnecting(request: ClientRequest, socket: Socket, seconds: number): void {
  if (!socket.connecting) return
  const patience = setTimeout(
    () => request.destroy(new TimedOut(`No connection within ${seconds} seconds.`)),
    seconds * 1_000,
  )
  const over = () => clearTimeout(patience)
  socket.once('connect', over)
  socket.once('close', over)
}

async function collect(response: IncomingMessage, socket: Socket): Promise<SentAnswer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    size += (chunk as Buffer).length
    if (size > LARGEST_ANSWER) throw new Error(`The answer is larger than ${LARGEST_ANSWER} bytes.`)
    chunks.push(chunk as Buffer)
  }
  const body = Buffer.concat(chunks).toString('utf8')
  return { status: response.statusCode ?? 0, headers: response.headers, body, socket }
}
