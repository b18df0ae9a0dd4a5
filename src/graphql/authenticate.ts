import type { IncomingMessage } from 'node:http'
import type { Actor } from '../access/actor.js'
import { verifyApiKey } from '../access/verify-key.js'
import { ProblemError } from '../model/problem.js'
import type { Hub } from '../service/hub.js'
import { createContext, type GraphContext } from './context.js'

export const NO_KEY = 'Send an API key: Authorization: Bearer <key>.'

/** What a request says of who sends it, and from where it came. */
export interface Credentials {
  readonly authorization: unknown
  readonly origin: string
}

export const credentialsOf = (request: IncomingMessage, authorization?: unknown): Credentials => ({
  authorization: authorization ?? request.headers.authorization,
  origin: request.socket.remoteAddress ?? '',
})

/** Who sends `Authorization: Bearer <key>`; undefined when the key is missing or no good. */
export async function authenticate(hub: Hub, { authorization, origin }: Credentials): Promise<Actor | undefined> {
  const [, key] = typeof authorization === 'string' ? (/^Bearer +(\S+) *$/i.exec(authorization) ?? []) : []
  const actor = key === undefined ? undefined : await verifyApiKey(hub.database, key)
  return actor && { ...actor, origin }
}

/** The context of one operation. @throws ProblemError `access.denied` when the key is no good (any more) */
export async function contextFor(hub: Hub, credentials: Credentials): Promise<GraphContext> {
  const actor = await authenticate(hub, credentials)
  if (actor === undefined) throw denied()
  return createContext(hub, actor, async () => {
    if ((await authenticate(hub, credentials)) === undefined) throw denied()
  })
}

const denied = (): ProblemError =>
  new ProblemError({ code: 'access.denied', message: 'There is no valid API key.', hint: NO_KEY })
