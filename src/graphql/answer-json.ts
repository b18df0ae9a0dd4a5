import type { ServerResponse } from 'node:http'

/** Answers a request that goes no further, such as with `{ errors }`; what was begun is only ended. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return void response.end()
  response.statusCode = status
  response.setHeader('Content-Type', 'application/json; charset=utf-8')
  response.end(JSON.stringify(body))
}
