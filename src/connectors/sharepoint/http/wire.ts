import { Agent as PlainAgent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { type RetryPolicy, retried, retryAfter } from '../../kit/retry.js'
import { cancelled } from '../../kit/stop.js'
import { throttle } from '../../kit/throttle.js'
import { type SecureOptions, secureOptions } from '../../kit/tls.js'
import type { SharePointSettings } from '../settings.js'
import type { HttpAnswer, HttpRequest } from './exchange.js'
import { type Login, loginOf } from './login.js'
import { send } from './send.js'
import { busy, lost } from './trouble.js'

/** A few authenticated connections to the farm, kept open, never more at work than the throttle allows. */
export interface Wire extends Disposable {
  /**
   * The answer to a request, whatever it is, once the farm is not too busy. `repeatable`: carrying it out twice does no harm, so that it
   * is sent again when the connection is lost.
   * @throws ConnectorError when the farm stays busy, or the connection is lost.
   */
  request(request: HttpRequest, repeatable: boolean): Promise<HttpAnswer>
}

const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 60_000

export async function openWire(
  settings: SharePointSettings,
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<Wire> {
  const { connectTimeout, timeout, retries } = settings
  const { concurrent, requestsPerSecond } = settings.throttle
  const policy: RetryPolicy = { attempts: retries + 1, firstDelay: FIRST_DELAY_MS, longestDelay: LONGEST_DELAY_MS }
  const secure = await secureOptions(settings.tls, folder)
  const lines: Line[] = []
  const free: Line[] = []
  const inTurn = throttle({ concurrency: concurrent, perSecond: requestsPerSecond })

  const open = (): Line => {
    const line = newLine(secure)
    lines.push(line)
    return line
  }
  const once = (request: HttpRequest): Promise<HttpAnswer> =>
    inTurn(async () => {
      const line = free.pop() ?? open()
      try {
        const { protocol, host } = new URL(request.url)
        // A connection belongs to one host; so does what was proven over it.
        const login = line.logins.get(host) ?? loginOf(settings)
        line.logins.set(host, login)
        const options = { agent: line.agents[protocol as 'http:' | 'https:'], connectTimeout, timeout, signal }
        return await login(request, each => send(each, options))
      } finally {
        free.push(line)
      }
    }, signal)

  return {
    async request(request, repeatable) {
      try {
        const answer = await retried(() => once(request), {
          policy,
          signal,
          judge: each => (isBusy(each) ? { again: true, after: retryAfter(each.headers['retry-after']) } : 'done'),
          judgeError: () => (repeatable && !signal.aborted ? { again: true } : 'done'),
        })
        if (isBusy(answer)) throw busy(settings.url, answer)
        return answer
      } catch (error) {
        throw signal.aborted ? cancelled(signal) : lost(error, settings.url)
      }
    },
    [Symbol.dispose]() {
      for (const { agents } of lines) for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

/** One connection, opened when it is first needed; the throttle lets no more requests begin than there may be of them. */
interface Line {
  readonly agents: Readonly<Record<'http:' | 'https:', PlainAgent>>
  /** By host. */
  readonly logins: Map<string, Login>
}

const ONE_KEPT_OPEN = { keepAlive: true, maxSockets: 1 }

const newLine = (secure: SecureOptions): Line => ({
  agents: { 'http:': new PlainAgent(ONE_KEPT_OPEN), 'https:': new SecureAgent({ ...ONE_KEPT_OPEN, ...secure }) },
  logins: new Map(),
})

/** The farm has too much to do: it says so, and a later try may go well. */
const isBusy = ({ status }: HttpAnswer): boolean => status === 429 || status === 503
