import { readFile } from 'node:fs/promises'
import { Agent as PlainAgent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cancelled, checkSignal, stop } from '../../kit/stop.js'
import type { SharePointSettings } from '../settings.js'
import type { HttpAnswer, HttpRequest } from './exchange.js'
import { loginOf } from './login.js'
import { isBusy, waitBefore } from './patience.js'
import { send } from './send.js'
import { pace, poolOf } from './throttle.js'
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

export async function openWire(
  settings: SharePointSettings,
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<Wire> {
  const { throttle, connectTimeout, timeout, retries } = settings
  const secure = await secureOptions(settings, folder)
  const agents = Array.from({ length: throttle.concurrent }, () => ({
    'http:': new PlainAgent({ keepAlive: true, maxSockets: 1 }),
    'https:': new SecureAgent({ keepAlive: true, maxSockets: 1, ...secure }),
  }))
  const lines = poolOf(agents.map(agent => ({ agent, logins: new Map<string, ReturnType<typeof loginOf>>() })))
  const wait = pace(throttle.requestsPerSecond)

  const once = (request: HttpRequest): Promise<HttpAnswer> =>
    lines.use(async ({ agent, logins }) => {
      await wait(signal)
      const { protocol, host } = new URL(request.url)
      // A connection belongs to one host; so does what was proven over it.
      const login = logins.get(host) ?? loginOf(settings)
      logins.set(host, login)
      const options = { agent: agent[protocol as 'http:' | 'https:'], connectTimeout, timeout, signal }
      return login(request, each => send(each, options))
    })

  return {
    async request(request, repeatable) {
      for (let attempt = 0; ; attempt++) {
        checkSignal(signal)
        let answer: HttpAnswer | undefined
        try {
          answer = await once(request)
          if (!isBusy(answer)) return answer
          if (attempt >= retries) throw busy(settings.url, answer)
        } catch (error) {
          if (signal.aborted) throw cancelled(signal)
          if (answer !== undefined || !repeatable || attempt >= retries) throw lost(error, settings.url)
        }
        await sleep(waitBefore(attempt, answer), undefined, { signal }).catch(() => {
          throw cancelled(signal)
        })
      }
    },
    [Symbol.dispose]() {
      for (const agent of agents) for (const one of Object.values(agent)) one.destroy()
    },
  }
}

/** What TLS is to trust. @throws ConnectorError when the file of certificates cannot be read */
export async function secureOptions({ tls }: Pick<SharePointSettings, 'tls'>, folder: string) {
  const { rejectUnauthorized, servername } = tls
  const options = { rejectUnauthorized, ...(servername && { servername }) }
  if (tls.ca === undefined) return options
  const file = resolve(folder, tls.ca)
  try {
    return { ...options, ca: await readFile(file) }
  } catch (error) {
    throw stop('no-start-bad-ma-configuration', {
      code: 'run.configuration',
      message: `The file of trusted certificates cannot be read: ${(error as Error).message}`,
      hint: 'Set tls.ca to a PEM file that the hub may read.',
      where: { file, path: 'settings.tls.ca' },
    })
  }
}
