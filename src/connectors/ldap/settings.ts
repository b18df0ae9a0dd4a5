import { z } from 'zod'
import { dnKey, isValidDn } from '../../model/dn.js'

const distinguishedName = z
  .string()
  .refine(dn => dn.includes('=') && isValidDn(dn), 'Expected a distinguished name such as ou=people,dc=example,dc=org.')

const tls = z.strictObject({
  ca: z.string().optional().describe('PEM file with the certificates to trust instead of the well-known ones.'),
  rejectUnauthorized: z
    .boolean()
    .default(true)
    .describe('Whether a server certificate that cannot be verified is refused.'),
  servername: z.string().optional().describe('Name the certificate must carry, when it is not the host of the URL.'),
})

export const ldapSettings = z
  .strictObject({
    url: z
      .string()
      .regex(/^ldaps?:\/\/[^/?#]+\/?$/, 'Expected ldap://host[:port] or ldaps://host[:port].')
      .describe('The server: ldap://host[:port] or ldaps://host[:port].'),
    startTls: z
      .boolean()
      .default(false)
      .describe('Whether an ldap:// connection is upgraded to TLS before anything is sent.'),
    tls: tls.prefault({}).describe('How the server proves who it is.'),
    bindDn: z.string().min(1).optional().describe('Name to log in with. Without it the connection is anonymous.'),
    password: z
      .string()
      .min(1)
      .optional()
      .describe('Password of bindDn. Write a reference to a secret, never the password itself.'),
    allowInsecure: z
      .boolean()
      .default(false)
      .describe('Whether the password may cross the network unencrypted. Never needed with ldaps:// or startTls.'),
    base: z
      .union([distinguishedName, z.array(distinguishedName).min(1)])
      .describe('Where to read: one container or several that do not lie within each other.'),
    scope: z
      .enum(['sub', 'one'])
      .default('sub')
      .describe('Everything below the base (sub), or its direct children only (one).'),
    filter: z
      .string()
      .min(3)
      .optional()
      .describe('LDAP filter that objects must match as well as being of a selected type.'),
    anchor: z
      .string()
      .min(1)
      .default('entryUUID')
      .describe('Single-valued attribute that never changes: entryUUID, objectGUID, nsUniqueId, …'),
    objectClasses: z
      .record(z.string(), z.array(z.string().min(1)).min(1))
      .default({})
      .describe('Object classes of a new object by type, where no flow gives objectClass. Default: the type alone.'),
    connectTimeout: z.int().min(1).default(10).describe('Seconds to wait for the connection.'),
    timeout: z.int().min(1).default(120).describe('Seconds to wait for one answer: a page of a search or a write.'),
    timeLimit: z
      .int()
      .min(0)
      .default(0)
      .describe("Seconds the server may spend on one page; 0 is the server's own limit."),
    window: z.int().min(1).max(64).default(8).describe('How many writes may be on their way at once.'),
  })
  .refine(({ bindDn, password }) => (bindDn === undefined) === (password === undefined), {
    error: 'bindDn and password belong together: a server takes a name without a password for an anonymous login.',
    path: ['password'],
  })
  .refine(({ url, startTls }) => !(startTls && url.startsWith('ldaps:')), {
    error: 'startTls is for ldap:// URLs: an ldaps:// connection is encrypted from the start.',
    path: ['startTls'],
  })
  .refine(({ base, scope }) => scope === 'one' || !overlap(basesOf(base)), {
    error: 'One base lies within another: its objects would be read twice.',
    path: ['base'],
  })

export type LdapSettings = z.infer<typeof ldapSettings>

export const basesOf = (base: string | readonly string[]): readonly string[] =>
  typeof base === 'string' ? [base] : base

function overlap(bases: readonly string[]): boolean {
  const keys = bases.map(dnKey)
  return keys.some((key, i) => keys.some((other, j) => i !== j && (key === other || key.endsWith(`,${other}`))))
}
