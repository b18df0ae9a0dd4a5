import { execFileSync } from 'node:child_process'
import { nameKey } from '../../src/connector-space/hash.js'
import type { TestHub } from '../support/hub.js'
import type { Slapd } from '../support/slapd.js'

// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to a secret
const PASSWORD = '${env:TEST_DIRECTORY_PASSWORD}'
export const SUFFIX = 'dc=example,dc=org'
export const PEOPLE = `ou=people,${SUFFIX}`
export const PHOTO = Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 7) % 256))

/** Names that need escapes, spaces, letters of several scripts; several values; bytes; a group of groups. */
const LDIF = [
  { dn: PEOPLE, objectClass: 'organizationalUnit', ou: 'people' },
  {
    dn: `cn=Ann Example,${PEOPLE}`,
    objectClass: 'inetOrgPerson',
    cn: 'Ann Example',
    sn: 'Example',
    uid: 'ann',
    mail: ['ann@x.test', 'a.example@x.test'],
    jpegPhoto: PHOTO,
  },
  {
    dn: `cn=M\\C3\\BCller\\, J\\C3\\BCrgen,${PEOPLE}`,
    objectClass: 'inetOrgPerson',
    cn: 'Müller, Jürgen',
    sn: 'Müller',
    uid: 'jürgen',
    manager: `cn=Ann Example,${PEOPLE}`,
    description: ' leading and trailing ',
  },
  {
    dn: `cn=\\#odd \\+ \\"quoted\\" \\\\ 山田 🙂,${PEOPLE}`,
    objectClass: 'inetOrgPerson',
    cn: '#odd + "quoted" \\ 山田 🙂',
    sn: '山田',
    uid: 'odd',
    manager: `CN=M\\FCller\\2C J\\FCrgen,${PEOPLE}`.replaceAll('\\FC', '\\C3\\BC'),
  },
  { dn: `cn=first+uid=multi,${PEOPLE}`, objectClass: 'inetOrgPerson', cn: 'first', sn: 'Multi', uid: 'multi' },
  {
    dn: `cn=inner,${SUFFIX}`,
    objectClass: 'groupOfNames',
    cn: 'inner',
    member: [`cn=Ann Example,${PEOPLE}`, `cn=\\23odd \\2B \\22quoted\\22 \\5C 山田 🙂,${PEOPLE}`],
  },
  {
    dn: `cn=outer,${SUFFIX}`,
    objectClass: 'groupOfNames',
    cn: 'outer',
    member: [`cn=inner,${SUFFIX}`, `cn=M\\C3\\BCller\\, J\\C3\\BCrgen,${PEOPLE}`],
  },
]

export const REFERENTIAL_INTEGRITY = {
  schema: 'moduleload /usr/lib/ldap/refint',
  extra: 'overlay refint\nrefint_attributes member manager\nrefint_nothing cn=nobody',
}

type Value = string | Buffer
export const base64 = (value: Value): string => Buffer.from(value).toString('base64')

export const ldif = LDIF.map(record =>
  Object.entries(record)
    .flatMap(([name, values]) => [values].flat().map((value: Value) => `${name}:: ${base64(value)}`))
    .join('\n'),
).join('\n\n')

type Directory = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

/** What ldapsearch says, every value as base64, references by what they name. */
export function ldapsearch(server: Slapd, filter: string, attributes: readonly string[]): Directory {
  const answer = execFileSync(
    'ldapsearch',
    [
      '-x',
      '-LLL',
      '-o',
      'ldif-wrap=no',
      '-H',
      server.url,
      '-D',
      server.rootDn,
      '-w',
      server.password,
      '-b',
      SUFFIX,
      filter,
      ...attributes,
    ],
    { encoding: 'utf8' },
  )
  const objects: Record<string, Record<string, string[]>> = {}
  for (const block of answer.trim().split(/\n\n+/)) {
    const lines = block.split('\n').map(line => {
      const [, name = '', colon = '', value = ''] = /^([^:]+)(::?) ?(.*)$/.exec(line) ?? []
      return { name, value: colon === '::' ? value : base64(value) }
    })
    const dn = Buffer.from(lines[0]?.value ?? '', 'base64').toString()
    const object: Record<string, string[]> = {}
    for (const { name, value } of lines.slice(1)) object[name] = [...(object[name] ?? []), comparable(name, value)]
    objects[nameKey(dn)] = sorted(object)
  }
  return objects
}

const REFERENCES = ['member', 'manager']
const comparable = (name: string, value: string): string =>
  REFERENCES.includes(name) ? nameKey(Buffer.from(value, 'base64').toString()) : value
const sorted = (object: Readonly<Record<string, readonly string[]>>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(object)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, values]) => [name, [...values].sort()]),
  )

/** What the hub's connector space holds, in the same words. */
export async function held(hub: TestHub, agent: string): Promise<Directory> {
  const rows = await hub.database.query<{
    dn: string
    image: Record<string, string[]>
    references: { attribute: string; target: string }[]
  }>(
    `select e.dn, e.image, (select coalesce(jsonb_agg(jsonb_build_object('attribute', r.attribute, 'target', r.target)), '[]')
       from entry_reference r where r.agent_id = e.agent_id and r.entry_id = e.id) as references
     from entry e join agent a on a.id = e.agent_id where a.name = $1`,
    [agent],
  )
  return Object.fromEntries(
    rows.map(({ dn, image, references }) => {
      const object: Record<string, string[]> = {}
      for (const [name, values] of Object.entries(image))
        object[name] = values.map(value => (name === 'jpegPhoto' ? value : base64(value)))
      for (const { attribute, target } of references)
        object[attribute] = [...(object[attribute] ?? []), nameKey(target)]
      return [nameKey(dn), sorted(object)]
    }),
  )
}

const ATTRIBUTES = {
  inetOrgPerson: {
    cn: { type: 'string', multivalued: true },
    sn: 'string',
    uid: { type: 'string', multivalued: true },
    mail: { type: 'string', multivalued: true },
    description: 'string',
    jpegPhoto: 'binary',
    manager: 'reference',
  },
  groupOfNames: { cn: { type: 'string', multivalued: true }, member: { type: 'reference', multivalued: true } },
} as const
export const READ = ['cn', 'sn', 'uid', 'mail', 'description', 'jpegPhoto', 'manager', 'member']
export const FILTER = '(|(objectClass=inetOrgPerson)(objectClass=groupOfNames))'

export const document = (source: Slapd, target: Slapd) => ({
  version: 1,
  metaverse: {
    types: {
      person: { deletion: { when: 'any-connector', of: ['source'] } },
      group: { deletion: { when: 'any-connector', of: ['source'] } },
    },
  },
  agents: {
    source: {
      connector: 'ldap',
      settings: {
        url: source.url,
        bindDn: source.rootDn,
        password: PASSWORD,
        base: SUFFIX,
        allowInsecure: true,
      },
      objects: {
        inetOrgPerson: {
          attributes: ATTRIBUTES.inetOrgPerson,
          projection: 'person',
          import: {
            person: {
              displayName: { expression: 'cs.cn[0]' },
              sn: 'sn',
              uid: { expression: 'cs.uid[0]' },
              otherMailbox: 'mail',
              photo: 'jpegPhoto',
              manager: 'manager',
              description: 'description',
            },
          },
        },
        groupOfNames: {
          attributes: ATTRIBUTES.groupOfNames,
          projection: 'group',
          import: { group: { displayName: { expression: 'cs.cn[0]' }, member: 'member' } },
        },
      },
    },
    target: {
      connector: 'ldap',
      settings: {
        url: target.url,
        bindDn: target.rootDn,
        password: PASSWORD,
        base: SUFFIX,
        allowInsecure: true,
      },
      deprovisioning: 'delete-object',
      objects: {
        inetOrgPerson: {
          attributes: ATTRIBUTES.inetOrgPerson,
          provision: [{ type: 'person', dn: `'uid=' + EscapeDNComponent(mv.uid) + ',${PEOPLE}'`, rename: true }],
          export: {
            person: {
              cn: 'displayName',
              sn: 'sn',
              uid: { from: 'uid', initialOnly: true },
              mail: { from: 'otherMailbox', allowNulls: true },
              jpegPhoto: 'photo',
              manager: { from: 'manager', allowNulls: true },
              description: 'description',
            },
          },
        },
        groupOfNames: {
          attributes: ATTRIBUTES.groupOfNames,
          provision: [{ type: 'group', dn: `'cn=' + EscapeDNComponent(mv.displayName) + ',${SUFFIX}'`, rename: true }],
          export: { group: { cn: 'displayName', member: { from: 'member', allowNulls: true } } },
        },
      },
    },
  },
})
