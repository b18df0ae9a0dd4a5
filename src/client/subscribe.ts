import type { Connection } from './connection.js'
import type { Document } from './document.js'
import { eventsOf } from './events.js'
import { errorOf, HubError } from './hub-error.js'
import { lifeOf, waitAfter } from './waiting.js'

export interface SubscribeOptions<Result, Variables> {
  /** Aborted, it ends the subscription without an error. */
  readonly signal?: AbortSignal
  /** Which operation of the document, where it has several. */
  readonly operationName?: string
  /**
   * Which variables to go on with after this event when the connection is lost. Without it, `after` is the `cursor` or
   * `number` of the event, where the document has the variable `$after`.
   */
  readonly resume?: (event: Result) => Partial<Variables> | undefined
  /** Told whenever the connection is there (again), or was lost and will be tried again. */
  readonly onConnection?: (state: 'open' | 'lost') => void
  /** How often in a row a lost connection is tried again; 0: never. Default: for ever. */
  readonly retries?: number
}

/**
 * The events of a subscription, each once, also across lost connections and restarts of the hub.
 * @throws HubError what the hub refuses; `client.cut-off` when the connection is lost and the document has no `$after`
 */
export async function* subscribe<Result, Variables>(
  connection: Connection,
  document: Document<Result, Variables>,
  variables: Variables,
  options: SubscribeOptions<Result, Variables>,
): AsyncGenerator<Result, void, undefined> {
  const { signal, operationName, resume, onConnection, retries = Number.POSITIVE_INFINITY } = options
  const query = document.toString()
  const next = resume ?? (/\$after\b/.test(query) ? byPlace : undefined)
  let current = variables
  let failures = 0
  let wasOpen = false
  while (!signal?.aborted) {
    let lost: HubError
    try {
      const opened = (): void => {
        wasOpen = true
        onConnection?.('open')
      }
      let leftOut = false
      for await (const event of oneStream<Result>(
        connection,
        { query, variables: current, operationName },
        { signal, opened },
      )) {
        failures = 0
        leftOut = isMarker(event)
        current = { ...current, ...next?.(event) }
        yield event
      }
      // Who was too slow is sent away with where to go on.
      if (leftOut && next !== undefined) continue
      return
    } catch (error) {
      if (signal?.aborted) return
      lost = lostBy(error)
    }
    if (wasOpen && next === undefined) throw cutOff(lost)
    if (failures >= retries) throw lost
    onConnection?.('lost')
    await waitAfter(failures++, signal)
  }
}

/** What one connection brings, until the hub says that it is complete. @throws HubError when it ends before */
async function* oneStream<Result>(
  connection: Connection,
  body: object,
  { signal, opened }: { readonly signal: AbortSignal | undefined; readonly opened: () => void },
): AsyncGenerator<Result, void, undefined> {
  const life = lifeOf(signal)
  try {
    const response = await connection.send('/graphql/stream', {
      body,
      accept: 'text/event-stream',
      signal: life.signal,
    })
    opened()
    for await (const event of eventsOf(response, life.heard)) {
      if (event.name === 'complete') return
      const { data, errors } = event.answer
      if (errors?.length) throw errorOf(errors, { status: response.status, data })
      yield data as Result
    }
    // A restart of the hub, the end of a token, or something on the way.
    throw cutOff()
  } catch (error) {
    if (life.signal.aborted && !signal?.aborted) throw cutOff(error)
    throw error
  } finally {
    life.end()
  }
}

/** The error, where all may be well the next time: the way, a proxy, a hub that is just starting or has too much to do. @throws any other */
function lostBy(error: unknown): HubError {
  const status = error instanceof HubError ? (error.status ?? 0) : undefined
  const isTransient = status !== undefined && (status === 0 || status === 429 || status >= 500)
  if (!isTransient) throw error
  return error as HubError
}

interface Place {
  readonly cursor?: unknown
  readonly number?: unknown
  /** Instead of the others: events were held back from here on (`Lagged`). */
  readonly after?: unknown
}

const placeOf = (event: unknown): Place => (Object.values(event as Record<string, Place | null>)[0] ?? {}) as Place

const isMarker = (event: unknown): boolean => {
  const { cursor, number, after } = placeOf(event)
  return cursor === undefined && number === undefined && after !== undefined
}

function byPlace<Result, Variables>(event: Result): Partial<Variables> | undefined {
  const { cursor, number, after } = placeOf(event)
  const place = cursor ?? number ?? after
  return place === undefined ? undefined : ({ after: place } as unknown as Partial<Variables>)
}

const cutOff = (cause?: unknown): HubError =>
  new HubError({
    code: 'client.cut-off',
    message: 'The subscription was cut off.',
    hint: 'Give the document the variable $after and select number or cursor, so that it goes on by itself; or subscribe again.',
    cause,
  })
