import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { requestIdOf } from './request-id.js'

const ALWAYS = new Map([
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cache-Control', 'no-store'],
  ['Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"],
])

/** The headers that every answer has. */
export function setHeaders(request: IncomingMessage, response: ServerResponse): void {
  const isSecure = (request.socket as TLSSocket).encrypted || request.headers['x-forwarded-proto'] === 'https'
  if (isSecure) response.setHeader('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
  response.setHeader('X-Request-Id', requestIdOf(request))
  response.setHeaders(ALWAYS)
}
