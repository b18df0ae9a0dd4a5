import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Client, createClient, HubError } from 'identity-hub/client'
import * as documents from './page/documents.js'
import type { Portal } from './portals.js'
import { type Asked, stream } from './stream.js'

/** What pages may ask; anything else costs the hub nothing. */
const KNOWN = new Set(Object.values(documents).map(String))
const LONGEST_BODY = 32 * 1024

const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}

export interface PortalServer {
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves the pages of one portal. The key of its farm stays here: pages ask this server, and it asks the hub.
 * @param port 0: any that is free
 */
export async function servePortal(
  portal: Portal,
  { hub, key, port }: { readonly hub: string; readonly key: string; readonly port: number },
): Promise<PortalServer> {
  const client = createClient({ url: hub, key })
  const files = await pageFiles(portal)
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://portal').pathname
    try {
      const file = files.get(path)
      if (request.method === 'POST' && path === '/graphql') await answer(client, request, response)
      else if (request.method === 'POST' && path === '/graphql/stream')
        await stream(client, await askedIn(request), response.setHeaders(new Map(Object.entries(HEADERS))))
      else if (path.startsWith('/objects/')) await sendPhoto(client, path, response)
      else if (file === undefined) send(response, 404, 'text/plain', 'There is nothing here.')
      else send(response, 200, file.type, file.text)
    } catch (error) {
      tell(response, error)
    }
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The page and what belongs to it, by path. */
async function pageFiles(
  portal: Portal,
): Promise<ReadonlyMap<string, { readonly type: string; readonly text: string }>> {
  const at = (name: string): string => fileURLToPath(new URL(`./page/${name}`, import.meta.url))
  const bundle = {
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  } as const
  const { outputFiles } = await build({ ...bundle, entryPoints: [at('main.ts')] })
  const { title, accent, labels } = portal
  return new Map([
    ['/', { type: 'text/html', text: await readFile(at('index.html'), 'utf8') }],
    ['/page.css', { type: 'text/css', text: await readFile(at('page.css'), 'utf8') }],
    ['/page.js', { type: 'text/javascript', text: outputFiles[0]?.text ?? '' }],
    ['/portal.json', { type: 'application/json', text: JSON.stringify({ title, accent, labels }) }],
  ])
}

async function answer(client: Client, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { query, variables } = await askedIn(request)
  const data = await client.request(query, variables)
  send(response, 200, 'application/json', JSON.stringify({ data }))
}

/** Photos: of the farm's people alone, as the hub sees to. */
async function sendPhoto(client: Client, path: string, response: ServerResponse): Promise<void> {
  const image = await client.download(path)
  response.setHeader('Cache-Control', 'private, max-age=300')
  send(
    response,
    200,
    image.headers.get('content-type') ?? 'application/octet-stream',
    Buffer.from(await image.arrayBuffer()),
  )
}

/** What a page asks, of what pages may ask. */
async function askedIn(request: IncomingMessage): Promise<Asked> {
  const { query, variables } = JSON.parse(await bodyOf(request)) as { query?: unknown; variables?: object }
  if (typeof query !== 'string' || !KNOWN.has(query)) throw refusal('This portal does not ask that.')
  return { query, variables: { ...variables } }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  // JSON alone: no page of somebody else can send that without asking first.
  if (!request.headers['content-type']?.startsWith('application/json')) throw refusal('Send JSON.')
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk
    if (body.length > LONGEST_BODY) throw refusal('The request is too long.')
  }
  return body
}

const refusal = (message: string): HubError => new HubError({ code: 'request.invalid', message, status: 400 })

const STATUS: Readonly<Record<string, number>> = {
  'request.invalid': 400,
  'request.not-found': 404,
  'access.denied': 404,
}

function tell(response: ServerResponse, error: unknown): void {
  const isTold = error instanceof HubError
  if (!isTold) process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
  const { message, code } = isTold ? error : { message: 'Something went wrong in this portal.', code: 'INTERNAL' }
  const status = isTold ? (STATUS[error.code] ?? 502) : 502
  send(response, status, 'application/json', JSON.stringify({ errors: [{ message, extensions: { code } }] }))
}

function send(response: ServerResponse, status: number, type: string, text: string | Uint8Array): void {
  response.writeHead(status, {
    ...HEADERS,
    'Content-Type': type.startsWith('image/') ? type : `${type}; charset=utf-8`,
  })
  response.end(text)
}
