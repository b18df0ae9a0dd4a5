import type { IncomingMessage, ServerResponse } from 'node:http'
import { ProblemError } from '../model/problem.js'
import type { Hub } from '../service/hub.js'
import { answerJson } from './answer-json.js'
import { extensionsOf } from './errors.js'
import { requestIdOf } from './request-id.js'

const STATUS: Readonly<Record<string, number>> = { 'access.denied': 403, 'request.not-found': 404 }

/** Says what is wrong with a request that could not be answered; of a fault of the hub, only that there is one. */
export function tellBroken(hub: Hub, error: unknown, request: IncomingMessage, response: ServerResponse): void {
  if (error instanceof ProblemError) return void tellProblem(error, response)
  const { status: told, message: why } = error as { status?: unknown; message?: string }
  const status = typeof told === 'number' && told < 500 ? told : 500
  if (status === 500) hub.log.error({ request: requestIdOf(request), error }, 'a request failed')
  const message = status === 500 ? 'Something went wrong inside the hub.' : `The request cannot be read: ${why}`
  const code = status === 500 ? 'INTERNAL' : 'request.invalid'
  answerJson(response, status, { errors: [{ message, extensions: { code } }] })
}

function tellProblem(error: ProblemError, response: ServerResponse): void {
  const { code, message } = error.problem
  answerJson(response, STATUS[code] ?? 400, { errors: [{ message, extensions: extensionsOf(error) }] })
}
