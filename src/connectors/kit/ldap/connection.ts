import { z } from 'zod'
import { type TlsSettings, tls } from '../tls.js'

/** The settings of every connector that speaks LDAP, but for the address. */
export const connectionShape = {
  startTls: z
    .boolean()
    .default(false)
    .describe('Whether an ldap:// connection is upgraded to TLS before anything is sent.'),
  tls: tls.prefault({}).describe('How the server proves who it is.'),
  allowInsecure: z
    .boolean()
    .default(false)
    .describe('Whether the password may cross the network unencrypted. Never needed with ldaps:// or startTls.'),
  connectTimeout: z.int().min(1).default(10).describe('Seconds to wait for the connection.'),
  timeout: z.int().min(1).default(120).describe('Seconds to wait for one answer: a page of a search or a write.'),
  timeLimit: z
    .int()
    .min(0)
    .default(0)
    .describe("Seconds the server may spend on one page; 0 is the server's own limit."),
  window: z.int().min(1).max(64).default(8).describe('How many writes may be on their way at once.'),
}

/** An LDAP address. */
export const ldapUrl = z
  .string()
  .regex(/^ldaps?:\/\/[^/?#]+\/?$/, 'Expected ldap://host[:port] or ldaps://host[:port].')

/** What opening one connection takes. */
export interface ConnectionSettings {
  readonly url: string
  readonly startTls: boolean
  readonly tls: TlsSettings
  /** Without it the connection is anonymous. */
  readonly bindDn?: string | undefined
  readonly password?: string | undefined
  readonly allowInsecure: boolean
  /** Seconds. */
  readonly connectTimeout: number
  /** Seconds. */
  readonly timeout: number
}
