import type { ApolloServer } from '@apollo/server'
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express'
import { ProblemError } from '../model/problem.js'
import type { Hub } from '../service/hub.js'
import { isReady } from '../storage/read/readiness.js'
import { admit, documents } from './admission.js'
import type { GraphContext } from './context.js'
import { exports, objectValues } from './downloads.js'
import type { EventStreams } from './event-streams.js'
import type { Gateway } from './gateway.js'
import { graphiql } from './graphiql.js'
import { landingPage } from './landing-page.js'
import type { Metrics } from './metrics.js'
import { overHttp } from './over-http.js'
import { requestIdOf } from './request-id.js'

/** The largest request: an uploaded configuration is a text. */
const LARGEST_BODY = '2mb'

/** What answers requests for the graph. */
export interface Answering {
  readonly apollo: ApolloServer<GraphContext>
  readonly gateway: Gateway
  readonly streams: EventStreams
  readonly metrics: Metrics
}

/** Everything that is answered over HTTP. */
export function createApplication(hub: Hub, { apollo, gateway, streams, metrics }: Answering): Express {
  const application = express()
  application.disable('x-powered-by')
  // Nothing is stored, so that nobody would send it back.
  application.disable('etag')
  application.use(headers)
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
  const admitted = admit(hub)
  const json = express.json({ limit: LARGEST_BODY })
  const graph = overHttp(hub, apollo)
  application.use('/graphql', admitted, json, documents(hub))
  application.all('/graphql/stream', streams.handle)
  application.use('/graphql', (request, response, next) =>
    prefersEvents(request) ? streams.handle(request, response, next) : graph(request, response, next),
  )
  application.get('/metrics', admitted, metrics.handle)
  application.get('/objects/:id/:attribute', admitted, objectValues(hub))
  application.get('/export/:list', admitted, exports(hub, gateway))
  application.use(brokenRequest(hub))
  return application
}

const prefersEvents = (request: Request): boolean =>
  request.headers.accept?.includes('text/event-stream') === true &&
  request.accepts(['application/json', 'text/event-stream']) === 'text/event-stream'

const ALWAYS = new Map([
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cache-Control', 'no-store'],
  ['Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"],
])

const headers: RequestHandler = (request, response, next) => {
  const isSecure = request.secure || request.get('x-forwarded-proto') === 'https'
  if (isSecure) response.setHeader('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
  response.setHeader('X-Request-Id', requestIdOf(request))
  response.setHeaders(ALWAYS)
  next()
}

const brokenRequest =
  (hub: Hub): ErrorRequestHandler =>
  (error: { status?: number; message?: string }, request, response, _next) => {
    if (error instanceof ProblemError && !response.headersSent) return void tellProblem(error, response)
    const status = typeof error.status === 'number' && error.status < 500 ? error.status : 500
    if (status === 500) hub.log.error({ request: requestIdOf(request), error }, 'a request failed')
    if (response.headersSent) return void response.end()
    const message =
      status === 500 ? 'Something went wrong inside the hub.' : `The request cannot be read: ${error.message}`
    response
      .status(status)
      .json({ errors: [{ message, extensions: { code: status === 500 ? 'INTERNAL' : 'request.invalid' } }] })
  }

const STATUS: Readonly<Record<string, number>> = { 'access.denied': 403, 'request.not-found': 404 }

function tellProblem({ problem: { code, message, hint } }: ProblemError, response: Response): void {
  response.status(STATUS[code] ?? 400).json({ errors: [{ message, extensions: { code, ...(hint && { hint }) } }] })
}
