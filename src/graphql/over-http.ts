import { type ApolloServer, HeaderMap } from '@apollo/server'
import type { Request, RequestHandler } from 'express'
import type { Hub } from '../service/hub.js'
import { admittedAs, goneSignal } from './admission.js'
import type { AnswerTypes } from './answer-types.js'
import { contextFor, credentialsOf } from './authenticate.js'
import type { GraphContext } from './context.js'

/**
 * Hands admitted requests to Apollo as they are, and its answers back. Apollo's own middleware for Express parses every address once more and
 * has Express hash every answer, which a profile of small queries showed.
 */
export const overHttp =
  (hub: Hub, apollo: ApolloServer<GraphContext>, types: AnswerTypes): RequestHandler =>
  async (request, response) => {
    const {
      status = 200,
      headers,
      body,
    } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method,
        headers: headersOf(request),
        search: searchOf(request.url),
        body: request.body,
      },
      context: () =>
        contextFor(hub, credentialsOf(request), { gone: goneSignal(response), identity: admittedAs(request) }),
    })
    response.statusCode = status
    for (const [name, value] of headers) response.setHeader(name, value)
    const type = headers.get('content-type')
    if (request.method === 'POST' && status === 200 && type !== undefined) types.learn(request.headers.accept, type)
    if (body.kind === 'complete') return void response.end(body.string)
    for await (const chunk of body.asyncIterator) response.write(chunk)
    response.end()
  }

function headersOf({ headers }: Request): HeaderMap {
  const map = new HeaderMap()
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return map
}

function searchOf(url: string): string {
  const start = url.indexOf('?')
  return start < 0 ? '' : url.slice(start)
}
