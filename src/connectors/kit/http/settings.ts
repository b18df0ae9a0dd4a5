import { z } from 'zod'
import { type TlsSettings, tls } from '../tls.js'

/** The settings of every connector that speaks HTTP, but for the address and the login. */
export const httpShape = {
  tls: tls.prefault({}).describe('How the server proves who it is.'),
  allowInsecure: z
    .boolean()
    .default(false)
    .describe('Whether secrets may cross the network unencrypted. Never needed with https://.'),
  timeout: z.int().min(1).default(60).describe('Seconds to wait for one answer.'),
  concurrency: z.int().min(1).max(64).default(4).describe('How many requests may be on their way at once.'),
  requestsPerSecond: z
    .number()
    .positive()
    .optional()
    .describe('How many requests may begin in a second. Default: any.'),
  attempts: z
    .int()
    .min(1)
    .max(20)
    .default(6)
    .describe('How often a request is tried that the server is too busy for (429, 503), with growing waits.'),
  longestWait: z
    .number()
    .positive()
    .default(120)
    .describe('Seconds to wait at most before trying again, also when the server asks for more (Retry-After).'),
}

/** What sending requests takes. */
export interface HttpConnection {
  readonly tls: TlsSettings
  /** Seconds. */
  readonly timeout: number
  readonly concurrency: number
}

/** How patient a connector is with a busy server. */
export interface HttpPatience {
  readonly concurrency: number
  readonly requestsPerSecond?: number | undefined
  readonly attempts: number
  /** Seconds. */
  readonly longestWait: number
}
