import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestHandler } from 'express'
import type { Identity } from '../access/identity.js'
import { type Kind, TooManyError } from '../access/quota.js'
import { ProblemError } from '../model/problem.js'
import type { Hub } from '../service/hub.js'
import { answerJson } from './answer-json.js'
import { authenticate, credentialsOf, NO_KEY } from './authenticate.js'
import { extensionsOf } from './errors.js'
import { policyFor } from './policy.js'
import { type Asked, textOf } from './requested-document.js'
import { documentIdOf } from './trusted-documents.js'

const identities = new WeakMap<IncomingMessage, Identity>()

/**
 * Nothing of a request is read, and nothing about the graph is told, before there is a key that may ask for more. Answers who sends it;
 * undefined when the request has been refused.
 */
export async function admit(
  hub: Hub,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Identity | undefined> {
  const identity = await authenticate(hub, credentialsOf(request))
  if (identity === undefined) return refuseStranger(response)
  try {
    const { quota } = await policyFor(hub, identity)
    quota.request()
    response.once('close', quota.begin(kindOf(request.headers.accept)))
  } catch (error) {
    if (error instanceof TooManyError) return refuseForNow(response, error)
    throw error
  }
  identities.set(request, identity)
  return identity
}

/** Lets pass who is admitted, or has been. */
export const admitted =
  (hub: Hub): RequestHandler =>
  async (request, response, next) => {
    if (identities.has(request) || (await admit(hub, request, response)) !== undefined) next()
  }

/** Who sends a request that was admitted. */
export function admittedAs(request: IncomingMessage): Identity {
  const identity = identities.get(request)
  if (identity === undefined) throw new Error('A request was not admitted')
  return identity
}

/** An event stream stays. */
const kindOf = (accept: string | undefined): Kind =>
  accept?.includes('text/event-stream') ? 'subscriptions' : 'operations'

function refuseStranger(response: ServerResponse): undefined {
  response.setHeader('WWW-Authenticate', 'Bearer')
  const error = { message: 'There is no valid API key.', extensions: { code: 'access.denied', hint: NO_KEY } }
  answerJson(response, 401, { errors: [error] })
}

function refuseForNow(response: ServerResponse, error: TooManyError): undefined {
  response.setHeader('Retry-After', String(error.retryAfter))
  answerJson(response, 429, { errors: [{ message: error.message, extensions: extensionsOf(error) }] })
}

/** Puts the text of a document in the place of its id, for all that read requests after it; refuses what may not be executed. */
export const documents =
  (hub: Hub): RequestHandler =>
  async (request, response, next) => {
    const policy = await policyFor(hub, admittedAs(request))
    const url = request.method === 'POST' ? undefined : new URL(request.originalUrl, 'http://hub')
    const asked: readonly Asked[] = url === undefined ? askedIn(request.body) : askedInUrl(url.searchParams)
    for (const each of asked) {
      if (documentIdOf(each) === undefined && !policy.trustedOnly) continue
      const text = textOf(each, policy)
      if (typeof text !== 'string') {
        return void response.status(400).json({ errors: [{ message: text.message, extensions: text.extensions }] })
      }
      if (url === undefined) Object.assign(each, withText(each, text))
      else useText(request, url, text)
    }
    next()
  }

const askedIn = (body: unknown): Asked[] =>
  (Array.isArray(body) ? body : [body]).filter(each => typeof each === 'object' && each !== null)

/** Each text of several counts, whichever of them is read afterwards. */
function askedInUrl(parameters: URLSearchParams): Asked[] {
  const queries = parameters.getAll('query')
  const named = {
    ...(parameters.has('documentId') && { documentId: parameters.get('documentId') }),
    extensions: parsed(parameters.get('extensions')),
  }
  if (queries.length === 0) return documentIdOf(named) === undefined ? [] : [named]
  return queries.map(query => ({ ...named, query }))
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Apollo takes the hash for a wish to register the text. */
function withText({ extensions }: Asked, query: string): Asked {
  const { persistedQuery: _, ...others } = (extensions ?? {}) as Record<string, unknown>
  return { query, extensions: others }
}

function useText(request: { url: string; originalUrl: string }, url: URL, text: string): void {
  url.searchParams.set('query', text)
  url.searchParams.delete('documentId')
  url.searchParams.delete('extensions')
  request.originalUrl = `${url.pathname}${url.search}`
  request.url = `${request.url.split('?')[0]}${url.search}`
}

/** Aborted when a client leaves before it has its answer. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableEnded) gone.abort(LEFT)
  })
  return gone.signal
}

const LEFT = new ProblemError({ code: 'request.invalid', message: 'The client left before it had its answer.' })
