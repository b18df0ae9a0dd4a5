import { z } from 'zod'
import { dnKey, isValidDn } from '../../model/dn.js'
import { connectionShape, ldapUrl } from '../kit/ldap/connection.js'
import { METHODS } from './watermark.js'

const distinguishedName = z
  .string()
  .refine(dn => dn.includes('=') && isValidDn(dn), 'Expected a distinguished name such as ou=people,dc=example,dc=org.')

export const ldapSettings = z
  .strictObject({
    url: ldapUrl.describe('The server: ldap://host[:port] or ldaps://host[:port].'),
    startTls: connectionShape.startTls,
    tls: connectionShape.tls,
    bindDn: z.string().min(1).optional().describe('Name to log in with. Without it the connection is anonymous.'),
    password: z
      .string()
      .min(1)
      .optional()
      .describe('Password of bindDn. Write a reference to a secret, never the password itself.'),
    allowInsecure: connectionShape.allowInsecure,
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
    delta: z
      .enum(['auto', ...METHODS])
      .default('auto')
      .describe('How a delta import learns what has changed. auto takes the best that the server offers.'),
    changeLog: distinguishedName
      .optional()
      .describe('Where the log of changes is, if the server does not say so: cn=accesslog, cn=changelog, …'),
    objectClasses: z
      .record(z.string(), z.array(z.string().min(1)).min(1))
      .default({})
      .describe('Object classes of a new object by type, where no flow gives objectClass. Default: the type alone.'),
    connectTimeout: connectionShape.connectTimeout,
    timeout: connectionShape.timeout,
    timeLimit: connectionShape.timeLimit,
    window: connectionShape.window,
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
