import type { IncomingMessage } from 'node:http'
import { identify } from '../access/identify.js'
import type { Identity } from '../access/identity.js'
import { ProblemError } from '../model/problem.js'
import type { Hub } from '../service/hub.js'
import { createContext, type GraphContext } from './context.js'
import { policyFor } from './policy.js'
import { requestIdOf } from './request-id.js'

export const NO_KEY = 'Send an API key or access token: Authorization: Bearer <key>.'

/** What a request says of who sends it, and from where it came. */
export interface Credentials {
  readonly authorization: unknown
  readonly origin: string
  /** What the request is called. */
  readonly request: string
}

export const credentialsOf = (request: IncomingMessage, authorization?: unknown): Credentials => ({
  authorization: authorization ?? request.headers.authorization,
  origin: request.socket.remoteAddress ?? '',
  request: requestIdOf(request),
})

/** Who sends `Authorization: Bearer <key>`; undefined when the key is missing or no good. */
export async function authenticate(
  hub: Hub,
  { authorization, origin }: Pick<Credentials, 'authorization' | 'origin'>,
): Promise<Identity | undefined> {
  const [, key] = typeof authorization === 'string' ? (/^Bearer +(\S+) *$/i.exec(authorization) ?? []) : []
  const identity = key === undefined ? undefined : await identify(hub.database, key)
  return identity && { ...identity, actor: { ...identity.actor, origin } }
}

interface Known {
  /** Aborted when whoever sends it is gone. */
  readonly gone?: AbortSignal
  /** Who sends it, if that has just been found out. */
  readonly identity?: Identity
}

/** The context of one operation. @throws ProblemError `access.denied` when the key is no good (any more) */
export async function contextFor(
  hub: Hub,
  credentials: Credentials,
  { gone, identity: known }: Known = {},
): Promise<GraphContext> {
  const identity = known ?? (await authenticate(hub, credentials))
  if (identity === undefined) throw denied()
  return createContext({
    hub,
    actor: identity.actor,
    policy: await policyFor(hub, identity),
    recheck: async () => {
      if ((await authenticate(hub, credentials)) === undefined) throw denied()
    },
    request: credentials.request,
    gone,
  })
}

const denied = (): ProblemError =>
  new ProblemError({ code: 'access.denied', message: 'There is no valid API key.', hint: NO_KEY })

/** The longest that a timer can wait. */
const LONGEST_MS = 2_147_483_647

/** Milliseconds until a time, as a timer takes them. */
export const untilThen = (time: Date): number => Math.min(Math.max(0, time.getTime() - Date.now()), LONGEST_MS)
