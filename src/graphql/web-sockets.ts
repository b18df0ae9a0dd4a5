import type { Server } from 'node:http'
import { type ExecutionResult, GraphQLError } from 'graphql'
import { CloseCode } from 'graphql-ws'
import { type Extra as SocketExtra, useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { TooManyError } from '../access/quota.js'
import type { Hub } from '../service/hub.js'
import { authenticate, type Credentials, contextFor, credentialsOf, NO_KEY, untilThen } from './authenticate.js'
import { counted } from './counted.js'
import { refusedForNow } from './errors.js'
import { executeGraph, prepare, subscribeGraph } from './execute.js'
import type { Gateway } from './gateway.js'
import type { Metrics } from './metrics.js'

const MAX_MESSAGE = 1 << 20
const MAX_OPERATIONS = 100
const INIT_WAIT_MS = 5_000
const GOODBYE_MS = 1_000

type Extra = SocketExtra & Record<PropertyKey, unknown>

export interface WebSockets {
  /** Says good-bye to all clients with 1001; they come again with the number of the last event that they saw. */
  close(): Promise<void>
}

/** Answers operations over WebSocket (graphql-transport-ws). The key comes in connection_init, or with the upgrade. */
export function serveWebSockets(
  hub: Hub,
  gateway: Gateway,
  { server, metrics }: { readonly server: Server; readonly metrics: Metrics },
): WebSockets {
  const sockets = new WebSocketServer({ server, path: '/graphql', maxPayload: MAX_MESSAGE })
  sockets.on('connection', socket => socket.once('close', metrics.opened('websocket')))
  const served = useServer<{ authorization?: unknown }, Extra>(
    {
      schema: () => gateway.schema,
      connectionInitWaitTimeout: INIT_WAIT_MS,
      execute: args => counted(args, 'operations', executeGraph) as Promise<ExecutionResult>,
      subscribe: args => counted(args, 'subscriptions', subscribeGraph),
      // Refused with 4403.
      onConnect: async context => {
        const identity = await authenticate(hub, credentialsIn(context))
        if (identity !== undefined) endWith(context.extra.socket, identity.expiresAt)
        return identity !== undefined
      },
      onSubscribe: async (context, _id, asked) => {
        if (Object.keys(context.subscriptions).length > MAX_OPERATIONS) {
          return [
            new GraphQLError(`One connection carries ${MAX_OPERATIONS} operations at most.`, {
              extensions: { code: 'request.invalid' },
            }),
          ]
        }
        const credentials = credentialsIn(context)
        if ((await authenticate(hub, credentials)) === undefined) {
          context.extra.socket.close(CloseCode.Forbidden, 'Forbidden')
          return [new GraphQLError(NO_KEY, { extensions: { code: 'access.denied' } })]
        }
        const graph = await contextFor(hub, credentials)
        try {
          graph.policy.quota.request()
        } catch (error) {
          if (error instanceof TooManyError) return [refusedForNow(error)]
          throw error
        }
        const prepared = prepare(gateway.schema, asked, graph)
        return prepared as Exclude<typeof prepared, readonly GraphQLError[]>
      },
    },
    sockets,
  )
  return {
    async close() {
      // A client that does not read does not answer the good-bye either.
      const force = setTimeout(() => sockets.clients.forEach(client => void client.terminate()), GOODBYE_MS)
      await served.dispose()
      clearTimeout(force)
    },
  }
}

function credentialsIn({
  connectionParams,
  extra,
}: {
  connectionParams?: { authorization?: unknown }
  extra: Extra
}): Credentials {
  return credentialsOf(extra.request, connectionParams?.authorization)
}

/** A connection is good for no longer than the key or token that it came with. */
function endWith(socket: Extra['socket'], expiresAt: Date | undefined): void {
  if (expiresAt === undefined) return
  const timer = setTimeout(() => socket.close(CloseCode.Forbidden, 'Forbidden'), untilThen(expiresAt))
  timer.unref()
  socket.once('close', () => clearTimeout(timer))
}
