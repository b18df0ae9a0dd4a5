import { Agent, request } from 'node:http'

/** Sends requests to one address over connections that stay open, as a client of an application does. */
export interface Client {
  /** Posts a query and answers its data. @throws Error when there are errors: a benchmark of a failure measures nothing */
  ask(query: string, variables?: object): Promise<Record<string, unknown>>
  /** Reads a whole answer, and throws it away; answers its length in bytes. */
  download(path: string): Promise<number>
  close(): void
}

export function createClient(url: string, headers: Record<string, string> = {}): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const { origin, pathname } = new URL(url)
  return {
    async ask(query, variables) {
      const body = JSON.stringify({ query, variables })
      const text = await new Promise<string>((resolve, reject) => {
        const sent = request(
          `${origin}${pathname}`,
          {
            agent,
            method: 'POST',
            headers: {
              ...headers,
              'content-type': 'application/json',
              accept: 'application/graphql-response+json, application/json',
              'content-length': Buffer.byteLength(body),
            },
          },
          response => {
            const chunks: Buffer[] = []
            response.on('data', chunk => chunks.push(chunk))
            response.on('end', () => resolve(Buffer.concat(chunks).toString()))
            response.on('error', reject)
          },
        )
        sent.on('error', reject)
        sent.end(body)
      })
      const { data, errors } = JSON.parse(text) as { data: Record<string, unknown>; errors?: unknown }
      if (errors !== undefined) throw new Error(`${url} answers ${text.slice(0, 500)}`)
      return data
    },
    download: path =>
      new Promise((resolve, reject) => {
        const sent = request(`${origin}${path}`, { agent, headers }, response => {
          let length = 0
          response.on('data', (chunk: Buffer) => {
            length += chunk.length
          })
          response.on('end', () =>
            response.statusCode === 200 ? resolve(length) : reject(new Error(`${path}: ${response.statusCode}`)),
          )
          response.on('error', reject)
        })
        sent.on('error', reject)
        sent.end()
      }),
    close: () => agent.destroy(),
  }
}

/** Answers a second while so many ask at once. */
export async function throughput(seconds: number, clients: number, ask: () => Promise<unknown>): Promise<number> {
  const end = performance.now() + seconds * 1_000
  let answers = 0
  const start = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < end) {
        await ask()
        answers++
      }
    }),
  )
  return answers / ((performance.now() - start) / 1_000)
}
