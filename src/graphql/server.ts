import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ProblemError } from '../model/problem.js'
import { followConfiguration } from '../service/follow-configuration.js'
import type { Hub } from '../service/hub.js'
import { createAnswerTypes } from './answer-types.js'
import { createApollo } from './apollo.js'
import { createApplication } from './application.js'
import { createExecutor } from './compiled.js'
import { buildTypedGraph } from './dynamic/typed-graph.js'
import { createEventStreams } from './event-streams.js'
import { federated } from './federation.js'
import { createGateway } from './gateway.js'
import { buildGraph } from './graph.js'
import { createMetrics } from './metrics.js'
import { plainQueries } from './plain-queries.js'
import { loadNode } from './resolvers/node-resolver.js'
import { serveWebSockets } from './web-sockets.js'

/** Longer than clients and balancers keep a connection that rests: else a request may meet one that is just being closed. */
const KEPT_ALIVE_MS = 75_000

export interface ServeOptions {
  /** 0: any that is free. */
  readonly port: number
  readonly host: string
  /** How often a query is executed before it is compiled. */
  readonly compileAfter?: number
}

export interface GraphServer {
  /** Where the hub is; the graph is at `/graphql` below it. */
  readonly url: string
  /** Takes no more requests, answers those that it has, ends subscriptions, and closes the port. Leaves the hub open. */
  close(): Promise<void>
}

/**
 * Serves the graph: queries and mutations over HTTP, subscriptions over WebSocket and server-sent events, on one port.
 * @throws ProblemError `request.invalid` when the port cannot be had
 */
export async function serveGraphql(hub: Hub, options: ServeOptions): Promise<GraphServer> {
  const base = await buildGraph()
  const executor = createExecutor(options.compileAfter)
  const gateway = createGateway(base, executor)
  const server = createServer({ keepAliveTimeout: KEPT_ALIVE_MS })
  const metrics = createMetrics(hub)
  const apollo = createApollo(gateway, server, { log: hub.log, metrics })
  await apollo.start()
  // Types of the metaverse come and go with the configuration, while requests and subscriptions go on.
  const configuration = await followConfiguration(hub, rules =>
    gateway.replace(federated(buildTypedGraph(base, rules), loadNode)),
  )
  const streams = createEventStreams(hub, gateway, metrics)
  const types = createAnswerTypes()
  const application = createApplication(hub, { apollo, gateway, streams, metrics, types }) as RequestListener
  server.on('request', plainQueries(hub, { gateway, executor, metrics, types, application }))
  try {
    server.listen(options.port, options.host)
    await once(server, 'listening')
  } catch (error) {
    await configuration.close()
    await apollo.stop()
    throw portTaken(options, error as NodeJS.ErrnoException)
  }
  const sockets = serveWebSockets(hub, gateway, { server, metrics })
  return {
    url: urlOf(server.address() as AddressInfo),
    async close() {
      await configuration.close()
      streams.close()
      await sockets.close()
      await apollo.stop()
    },
  }
}

function urlOf({ address, family, port }: AddressInfo): string {
  const anywhere = address === '::' || address === '0.0.0.0'
  const host = anywhere ? 'localhost' : family === 'IPv6' ? `[${address}]` : address
  return `http://${host}:${port}`
}

const portTaken = ({ host, port }: ServeOptions, error: NodeJS.ErrnoException): ProblemError =>
  new ProblemError({
    code: 'request.invalid',
    message: `Cannot listen on ${host}:${port}: ${error.code === 'EADDRINUSE' ? 'something else does already' : error.message}.`,
    hint: 'Name another port, or end what uses this one.',
  })
