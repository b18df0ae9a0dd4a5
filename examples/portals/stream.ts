import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { type Client, HubError } from 'identity-hub/client'

export interface Asked {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** More often than the client in the page takes silence for a lost connection. */
const BEAT_MS = 12_000

/**
 * Passes the events of a subscription on to a page, as the hub would send them (graphql-sse), until the page leaves. Where the way to the
 * hub is lost, the page's is cut, too: its client comes again, and says where to go on.
 * @throws HubError what there is to say before the first event
 */
export async function stream(client: Client, { query, variables }: Asked, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const onConnection = (state: 'open' | 'lost'): void => {
    if (state === 'lost') return
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache' })
    response.write(':\n\n')
  }
  const beat = setInterval(() => response.headersSent && response.write(':\n\n'), BEAT_MS)
  try {
    for await (const data of client.subscribe(query, variables, { signal: gone.signal, retries: 0, onConnection }))
      if (!response.write(eventOf({ data }))) await once(response, 'drain', { signal: gone.signal })
    response.end('event: complete\ndata:\n\n')
  } catch (error) {
    if (gone.signal.aborted) return
    if (!response.headersSent) throw error
    if (isRefusal(error)) {
      const { message, code } = error
      response.write(eventOf({ errors: [{ message, extensions: { code } }] }))
    }
    response.end()
  } finally {
    clearInterval(beat)
  }
}

const eventOf = (answer: object): string => `event: next\ndata: ${JSON.stringify(answer)}\n\n`

/** What the hub says, not the way to it: it would say the same again. */
const isRefusal = (error: unknown): error is HubError => error instanceof HubError && !error.code.startsWith('client.')
