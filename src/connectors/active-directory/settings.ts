import { z } from 'zod'
import { dnKey, isValidDn } from '../../model/dn.js'
import { connectionShape, ldapUrl } from '../kit/ldap/connection.js'

const distinguishedName = z
  .string()
  .refine(dn => dn.includes('=') && isValidDn(dn), 'Expected a distinguished name such as OU=People,DC=contoso,DC=com.')

const servers = z
  .array(ldapUrl)
  .min(1)
  .refine(urls => new Set(urls).size === urls.length, 'A domain controller is listed twice.')

const containers = z
  .strictObject({
    include: z
      .array(distinguishedName)
      .default([])
      .describe('Containers to read with what is below them. Empty: the whole partition.'),
    exclude: z
      .array(distinguishedName)
      .default([])
      .describe('Containers to leave out with what is below them, but for what is included below them.'),
  })
  .prefault({})

const partition = z
  .strictObject({
    dn: distinguishedName.describe('The domain or naming context: DC=contoso,DC=com.'),
    containers: containers.describe('What to read of it: the nearest listed container above an object decides.'),
    servers: servers
      .optional()
      .describe("Domain controllers of another domain of the forest. Default: the agent's servers."),
  })
  .refine(({ dn, containers: { include, exclude } }) => [...include, ...exclude].every(one => isWithin(one, dn)), {
    error: 'A container lies outside of its partition.',
    path: ['containers'],
  })
  .refine(({ containers: { include, exclude } }) => !haveCommon(include, exclude), {
    error: 'A container is both included and excluded.',
    path: ['containers'],
  })

export const activeDirectorySettings = z
  .strictObject({
    servers: servers.describe(
      'Domain controllers of one forest, ldaps://host or ldap://host with startTls; the first one that answers is used.',
    ),
    startTls: connectionShape.startTls,
    tls: connectionShape.tls,
    bindDn: z.string().min(1).describe('Account to log in with: its user principal name or distinguished name.'),
    password: z
      .string()
      .min(1)
      .describe('Password of bindDn. Write a reference to a secret, never the password itself.'),
    allowInsecure: connectionShape.allowInsecure,
    partitions: z
      .array(partition)
      .min(1)
      .refine(list => new Set(list.map(({ dn }) => dnKey(dn))).size === list.length, 'A partition is listed twice.')
      .optional()
      .describe('Domains and naming contexts to read. Absent: the domain of the domain controller.'),
    filter: z
      .string()
      .min(3)
      .optional()
      .describe('LDAP filter that objects must match as well as being of a selected type.'),
    delta: z
      .enum(['auto', 'dirsync', 'usn'])
      .default('auto')
      .describe(
        'How delta imports learn what changed: DirSync, which needs the right "Replicating Directory Changes"; usn, by uSNChanged; auto, DirSync if the account may.',
      ),
    primaryGroupMembers: z
      .boolean()
      .default(false)
      .describe('Whether the attribute member of a group includes those who have it as their primary group.'),
    objectClasses: z
      .record(z.string(), z.array(z.string().min(1)).min(1))
      .default({})
      .describe('Object classes of a new object by type, where no flow gives objectClass. Default: the type alone.'),
    connectTimeout: connectionShape.connectTimeout,
    timeout: connectionShape.timeout,
    timeLimit: connectionShape.timeLimit,
    window: connectionShape.window,
  })
  .refine(({ servers, startTls }) => !(startTls && servers.some(url => url.startsWith('ldaps:'))), {
    error: 'startTls is for ldap:// URLs: an ldaps:// connection is encrypted from the start.',
    path: ['startTls'],
  })

export type ActiveDirectorySettings = z.infer<typeof activeDirectorySettings>
export type PartitionSettings = NonNullable<ActiveDirectorySettings['partitions']>[number]

/** Whether an object is a container or lies below it. */
export function isWithin(dn: string, container: string): boolean {
  const [key, above] = [dnKey(dn), dnKey(container)]
  return key === above || key.endsWith(`,${above}`)
}

function haveCommon(a: readonly string[], b: readonly string[]): boolean {
  const keys = new Set(a.map(dnKey))
  return b.some(dn => keys.has(dnKey(dn)))
}
