import type { WatchRequest } from '../connector.js'
import type { Requests } from './requests.js'
import { outOfTurn } from './trouble.js'

/** Waits, for ever if need be, until the program says that something has changed. */
export async function* watchProgram(requests: Requests, { watermark, signal }: WatchRequest): AsyncGenerator<void> {
  const request = { type: 'watch', ...(watermark !== undefined && { watermark }) }
  for await (const reply of requests.replies(request, { signal })) {
    if (reply.type !== 'changed') throw outOfTurn('work', `The program answered watch with ${reply.type}.`)
    yield
  }
}
