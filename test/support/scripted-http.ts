import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A request as a scripted server got it. */
export interface AskedHttp {
  readonly method: string
  /** With the query, un-escaped: `/Users?startIndex=1&count=100`. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** How many requests came before this one. */
  readonly number: number
}

export interface HttpReply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown
  /** Cuts the connection in place of an answer. */
  readonly cut?: boolean
}

/** The answers that a real service gives too rarely to test with, written out by the test and sent over a real socket. */
export interface ScriptedHttp {
  readonly url: string
  readonly asked: readonly AskedHttp[]
  stop(): Promise<void>
}

export async function scriptedHttp(
  answer: (asked: AskedHttp) => HttpReply,
  tls?: { readonly cert: Buffer; readonly key: Buffer },
): Promise<ScriptedHttp> {
  const asked: AskedHttp[] = []
  const listener: Parameters<typeof createServer>[1] = async (request, response) => {
    const one: AskedHttp = {
      method: request.method ?? '',
      path: decodeURIComponent((request.url ?? '').replaceAll('+', ' ')),
      headers: request.headers,
      body: await text(request),
      number: asked.length,
    }
    asked.push(one)
    const { status = 200, headers = {}, body, cut } = answer(one)
    if (cut) {
      request.socket.destroy()
      return
    }
    response.writeHead(status, { 'content-type': 'application/scim+json', ...headers })
    response.end(typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body))
  }
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    asked,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
