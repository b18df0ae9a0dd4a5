import { errorOf, type GraphError, HubError } from './hub-error.js'

export interface ClientOptions {
  /** Where the hub is, such as `https://hub.contoso.test`; the graph is at `/graphql` below it. In a page, `/` paths count from the page. */
  readonly url: string
  /** The API key or access token, or a function that gives it, asked before each request; left out where a proxy adds it. */
  readonly key?: string | (() => string | Promise<string>)
  /** Instead of the runtime's own `fetch`. */
  readonly fetch?: typeof fetch
}

/** The way to the hub. */
export interface Connection {
  /** @throws HubError when there is no answer, or it is no success that GraphQL would speak of itself */
  send(path: string, request?: Sent): Promise<Response>
}

export interface Sent {
  /** Sent as JSON with POST; without it, GET. */
  readonly body?: object
  readonly accept?: string
  readonly signal?: AbortSignal | undefined
}

export function connect({ url, key, fetch: send = fetch }: ClientOptions): Connection {
  const base = url.replace(/\/+$/, '')
  return {
    async send(path, { body, accept = '*/*', signal } = {}) {
      const bearer = typeof key === 'function' ? await key() : key
      const headers = {
        accept,
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(body && { 'content-type': 'application/json' }),
      }
      const address = base + path
      const init = {
        method: body ? 'POST' : 'GET',
        headers,
        ...(body && { body: JSON.stringify(body) }),
        signal: signal ?? null,
      }
      const response = await send(address, init).catch(cause => {
        throw signal?.aborted ? signal.reason : unreachable(address, cause)
      })
      if (response.ok || response.status === 304) return response
      throw await refusalOf(response, address)
    },
  }
}

function unreachable(address: string, cause: unknown): HubError {
  return new HubError({
    code: 'client.unreachable',
    message: `There is no answer from ${address}.`,
    hint: 'See whether the hub runs, and whether its address is right.',
    cause,
  })
}

/** What the hub says about a request that it refuses; a proxy in between has words of its own. */
async function refusalOf(response: Response, address: string): Promise<HubError> {
  const { status } = response
  const answer = await readAnswer(response).catch(() => undefined)
  if (answer?.errors?.length) return errorOf(answer.errors, { status, data: answer.data })
  return unexpected(`${address} answers with the status ${status}.`, status)
}

export interface Answer {
  readonly data?: unknown
  readonly errors?: readonly GraphError[]
}

/** @throws HubError when it is none of GraphQL */
export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text().catch(cause => {
    throw brokeOff(cause)
  })
  try {
    return JSON.parse(text) as Answer
  } catch (cause) {
    throw unexpected(`${response.url} answers with something that is no JSON.`, response.status, cause)
  }
}

export const brokeOff = (cause: unknown): HubError =>
  new HubError({
    code: 'client.unexpected-answer',
    message: 'The answer broke off before its end.',
    hint: 'Ask again.',
    cause,
  })

const unexpected = (message: string, status: number, cause?: unknown): HubError =>
  new HubError({
    code: 'client.unexpected-answer',
    message,
    hint: 'See whether the address is that of the hub, and what a proxy in between says.',
    status,
    cause,
  })
