import { setTimeout as sleep } from 'node:timers/promises'
import type { RequestHandler, Response } from 'express'
import { createHandler } from 'graphql-sse/lib/use/express'
import type { Hub } from '../service/hub.js'
import { authenticate, contextFor, credentialsOf, untilThen } from './authenticate.js'
import { executeGraph, prepare, subscribeGraph } from './execute.js'
import type { Gateway } from './gateway.js'
import type { Metrics } from './metrics.js'

/** A client that does not read makes its own stream wait from here on. */
const MOST_UNREAD = 64 * 1024
const LOOK_AGAIN_MS = 50

export interface EventStreams {
  readonly handle: RequestHandler
  /** Ends all streams; their clients come again with the number of the last event that they saw. */
  close(): void
}

/** Answers operations as server-sent events (graphql-sse, distinct connections). The request is authenticated already. */
export function createEventStreams(hub: Hub, gateway: Gateway, metrics: Metrics): EventStreams {
  const open = new Set<Response>()
  const answer = createHandler({
    schema: () => gateway.schema,
    execute: executeGraph as never,
    subscribe: subscribeGraph as never,
    // No token: streams of one client are never another client's.
    authenticate: () => null,
    onSubscribe: async (request, { query, operationName, variables }) => {
      const context = await contextFor(hub, credentialsOf(request.raw))
      const prepared = prepare(gateway.schema, { query, operationName, variables }, context)
      if (!Array.isArray(prepared)) return prepared as never
      const body = JSON.stringify({ errors: prepared })
      return [
        body,
        { status: 400, statusText: 'Bad Request', headers: { 'content-type': 'application/json; charset=utf-8' } },
      ]
    },
    // graphql-sse keeps whatever it is given until it is read: so it is given nothing more until then.
    onNext: (_context, request) => untilRead(request.context.res),
  })
  return {
    async handle(request, response) {
      open.add(response)
      const closed = metrics.opened('sse')
      let end: NodeJS.Timeout | undefined
      response.once('close', () => {
        open.delete(response)
        closed()
        clearTimeout(end)
      })
      const identity = await authenticate(hub, credentialsOf(request))
      if (identity?.expiresAt !== undefined && !response.destroyed)
        end = setTimeout(() => response.end(), untilThen(identity.expiresAt)).unref()
      await answer(request, response).catch(leftAlone)
    },
    close() {
      for (const response of open) response.end()
    },
  }
}

/** A client that leaves while something is written to it is no failure. */
function leftAlone(error: NodeJS.ErrnoException): void {
  if (!GONE.includes(error.code)) throw error
}

const GONE: readonly unknown[] = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED']

async function untilRead(response: Response): Promise<void> {
  await sleep(0)
  while (response.writableLength > MOST_UNREAD && !response.destroyed) await sleep(LOOK_AGAIN_MS)
}
