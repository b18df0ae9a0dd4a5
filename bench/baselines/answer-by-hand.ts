import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What somebody would write who needs one question answered, and no graph. */
export interface ByHand {
  readonly url: string
  close(): void
}

/** Answers every request over HTTP with the rows of one query as JSON: no key is asked for, nothing is checked, nothing is measured. */
export async function answerByHand(query: () => Promise<{ readonly rows: readonly unknown[] }>): Promise<ByHand> {
  const server = createServer(async (request, response) => {
    try {
      for await (const _chunk of request);
      const { rows } = await query()
      const text = JSON.stringify({ data: { rows } })
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
      response.end(text)
    } catch (error) {
      response.destroy(error as Error)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}
