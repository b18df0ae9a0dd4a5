import type { Actor } from '../access/actor.js'
import { verifyApiKey } from '../access/verify-key.js'
import { ProblemError } from '../model/problem.js'
import type { Hub } from '../service/hub.js'
import { createContext, type GraphContext } from './context.js'

export const NO_KEY = 'Send an API key: Authorization: Bearer <key>.'

/** Who sends `Authorization: Bearer <key>`; undefined when the key is missing or no good. */
export async function authenticate(hub: Hub, authorization: unknown): Promise<Actor | undefined> {
  const [, key] = typeof authorization === 'string' ? (/^Bearer +(\S+) *$/i.exec(authorization) ?? []) : []
  return key === undefined ? undefined : verifyApiKey(hub.database, key)
}

/** The context of one operation. @throws ProblemError `access.denied` when the key is no good (any more) */
export async function contextFor(hub: Hub, authorization: unknown): Promise<GraphContext> {
  const actor = await authenticate(hub, authorization)
  if (actor === undefined) throw denied()
  return createContext(hub, actor, async () => {
    if ((await authenticate(hub, authorization)) === undefined) throw denied()
  })
}

const denied = (): ProblemError =>
  new ProblemError({ code: 'access.denied', message: 'There is no valid API key.', hint: NO_KEY })
