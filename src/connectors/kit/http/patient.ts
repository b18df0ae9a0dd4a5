import { type RetryPolicy, retried, retryAfter, type Verdict } from '../retry.js'
import { throttle } from '../throttle.js'
import { type Trace, withoutValues } from '../trace.js'
import { type HttpAnswer, type HttpClient, HttpLost, type HttpRequest } from './client.js'
import type { HttpPatience } from './settings.js'

const FIRST_DELAY_MS = 500
const BUSY = new Set([429, 503])
/** What a gateway says when it did not get through; repeated only for requests that change nothing. */
const TRANSIENT = new Set([502, 504])
/** A connection that was kept open and that the server closed just then. */
const RESET = 'ECONNRESET'

/**
 * A client that keeps to the server's pace: requests wait for their turn, busy answers are tried again, and every request is traced.
 * A request that changes something and whose answer was lost is never repeated.
 */
export function patientClient(client: HttpClient, patience: HttpPatience, trace: Trace | undefined): HttpClient {
  const inTurn = throttle({ concurrency: patience.concurrency, perSecond: patience.requestsPerSecond })
  const policy: RetryPolicy = {
    attempts: patience.attempts,
    firstDelay: FIRST_DELAY_MS,
    longestDelay: patience.longestWait * 1_000,
  }
  return {
    send(request, signal) {
      const once = () => inTurn(() => traced(client, request, { trace, signal }), signal)
      return retried(once, {
        policy,
        signal,
        judge: answer => judge(answer, request),
        judgeError: error => judgeLost(error, request, signal),
        onWait: milliseconds => trace?.({ what: nameOf(request), outcome: 'waits to try again', milliseconds }),
      })
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
  }
}

function judge({ status, headers }: HttpAnswer, { method }: HttpRequest): Verdict {
  const again = BUSY.has(status) || (TRANSIENT.has(status) && method === 'GET')
  return again ? { again: true, after: retryAfter(headers['retry-after']) } : 'done'
}

// Nobody waits six time limits for a server that does not answer, nor minutes for one that is not there.
function judgeLost(error: unknown, { method }: HttpRequest, signal: AbortSignal): Verdict {
  const again = error instanceof HttpLost && error.code === RESET && method === 'GET' && !signal.aborted
  return again ? { again: true } : 'done'
}

async function traced(
  client: HttpClient,
  request: HttpRequest,
  { trace, signal }: { readonly trace: Trace | undefined; readonly signal: AbortSignal },
): Promise<HttpAnswer> {
  const start = performance.now()
  const tell = (outcome: string) =>
    trace?.({ what: nameOf(request), outcome, milliseconds: Math.round(performance.now() - start) })
  try {
    const answer = await client.send(request, signal)
    tell(String(answer.status))
    return answer
  } catch (error) {
    tell(error instanceof HttpLost ? error.code : 'failed')
    throw error
  }
}

const nameOf = ({ method, url }: HttpRequest): string => `${method} ${withoutValues(url)}`
