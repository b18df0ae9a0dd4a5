import type { ApolloServer } from '@apollo/server'
import express, { type ErrorRequestHandler, type Express, type Request } from 'express'
import type { Hub } from '../service/hub.js'
import { isReady } from '../storage/read/readiness.js'
import { admitted, documents } from './admission.js'
import type { AnswerTypes } from './answer-types.js'
import { tellBroken } from './broken-request.js'
import type { GraphContext } from './context.js'
import { exports, objectValues } from './downloads.js'
import type { EventStreams } from './event-streams.js'
import type { Gateway } from './gateway.js'
import { graphiql } from './graphiql.js'
import { setHeaders } from './headers.js'
import { jsonBody } from './json-body.js'
import { landingPage } from './landing-page.js'
import type { Metrics } from './metrics.js'
import { overHttp } from './over-http.js'

/** What answers requests for the graph. */
export interface Answering {
  readonly apollo: ApolloServer<GraphContext>
  readonly gateway: Gateway
  readonly streams: EventStreams
  readonly metrics: Metrics
  readonly types: AnswerTypes
}

/** Everything that is answered over HTTP. */
export function createApplication(hub: Hub, { apollo, gateway, streams, metrics, types }: Answering): Express {
  const application = express()
  const broken: ErrorRequestHandler = (error, request, response, _next) => tellBroken(hub, error, request, response)
  application.disable('x-powered-by')
  // Nothing is stored, so that nobody would send it back.
  application.disable('etag')
  application.use((request, response, next) => {
    setHeaders(request, response)
    next()
  })
  application.get(['/health/live', '/healthz'], (_request, response) => void response.type('text').send('ok\n'))
  application.get(['/health/ready', '/readyz'], async (_request, response) => {
    const ready = await isReady(hub.database)
    response
      .status(ready ? 200 : 503)
      .type('text')
      .send(ready ? 'ready\n' : 'not ready\n')
  })
  application.get('/', (request, response) => {
    response.type('html').send(landingPage(`${request.protocol}://${request.get('host') ?? 'localhost'}`))
  })
  application.use('/graphiql', graphiql())
  const known = admitted(hub)
  const graph = overHttp(hub, apollo, types)
  application.use('/graphql', known, jsonBody, documents(hub))
  application.all('/graphql/stream', streams.handle)
  application.use('/graphql', (request, response, next) =>
    prefersEvents(request) ? streams.handle(request, response, next) : graph(request, response, next),
  )
  application.get('/metrics', known, metrics.handle)
  application.get('/objects/:id/:attribute', known, objectValues(hub))
  application.get('/export/:list', known, exports(hub, gateway))
  application.use(broken)
  return application
}

const prefersEvents = (request: Request): boolean =>
  request.headers.accept?.includes('text/event-stream') === true &&
  request.accepts(['application/json', 'text/event-stream']) === 'text/event-stream'
