import { checkSignal } from '../kit/stop.js'
import type { Channel } from './channel.js'
import type { Done, Reply } from './protocol.js'
import { outOfTurn, saidBy } from './trouble.js'

/** What the hub asks of a program; see docs/command-connector.md. */
export type Request = { readonly type: string } & Readonly<Record<string, unknown>>

export interface Asking {
  /** How many seconds the program may be silent; absent: for ever. */
  readonly limit?: number
  readonly signal: AbortSignal
}

/** Asks one thing after the other. */
export interface Requests {
  /**
   * What the program replies, `done` last. Whoever stops listening before cancels the request.
   * @throws ConnectorError when the program ends it with an error, or does not keep the protocol.
   */
  replies(request: Request, asking: Asking): AsyncGenerator<Reply>
  /** What the program says at the end, of a request that has no other reply. */
  answer(request: Request, asking: Asking): Promise<Done>
}

export function newRequests(channel: Channel): Requests {
  const abandoned = new Set<number>()
  let last = 0

  async function* replies(request: Request, asking: Asking): AsyncGenerator<Reply> {
    checkSignal(asking.signal)
    const id = ++last
    let isOpen = true
    channel.send({ ...request, id })
    try {
      while (isOpen) {
        const answer = await channel.receive({ phase: 'work', ...asking })
        const of = 'id' in answer ? answer.id : undefined
        // A request that was given up may still be answered: the program had not heard of it yet.
        if (of !== undefined && abandoned.has(of)) continue
        if (answer.type === 'error') {
          isOpen = false
          throw saidBy('work', answer)
        }
        if (of !== id)
          throw outOfTurn('work', `The program said ${answer.type} of request ${of ?? '(none)'}, not of ${id}.`)
        isOpen = answer.type !== 'done'
        yield answer as Reply
      }
    } finally {
      if (isOpen) {
        abandoned.add(id)
        channel.send({ type: 'cancel', id })
      }
    }
  }

  return {
    replies,
    async answer(request, asking) {
      for await (const reply of replies(request, asking)) {
        if (reply.type === 'done') return reply
        throw outOfTurn('work', `The program answered ${request.type} with ${reply.type}.`)
      }
      throw outOfTurn('work', `The program did not answer ${request.type}.`)
    },
  }
}
