import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const SOUND = /^[\w.:-]{1,100}$/
const ids = new WeakMap<IncomingMessage, string>()

/** What a request is called in logs, traces and answers: what its sender or a proxy calls it (x-request-id), or a new name. */
export function requestIdOf(request: IncomingMessage): string {
  const held = ids.get(request)
  if (held !== undefined) return held
  const told = request.headers['x-request-id']
  const id = typeof told === 'string' && SOUND.test(told) ? told : randomUUID()
  ids.set(request, id)
  return id
}
