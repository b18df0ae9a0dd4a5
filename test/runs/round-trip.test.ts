import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { nameKey } from '../../src/connector-space/hash.js'
import { camera, difference } from '../scenarios/runner/snapshot.js'
import { type TestHub, testHub } from '../support/hub.js'
import { describeWithServer } from '../support/servers.js'
import { type Slapd, startSlapd } from '../support/slapd.js'

// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to a secret
const PASSWORD = '${env:TEST_DIRECTORY_PASSWORD}'
const SUFFIX = 'dc=example,dc=org'
const PEOPLE = `ou=people,${SUFFIX}`
const PHOTO = Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 7) % 256))

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

const REFERENTIAL_INTEGRITY = {
  schema: 'moduleload /usr/lib/ldap/refint',
  extra: 'overlay refint\nrefint_attributes member manager\nrefint_nothing cn=nobody',
}

type Value = string | Buffer
const base64 = (value: Value): string => Buffer.from(value).toString('base64')

const ldif = LDIF.map(record =>
  Object.entries(record)
    .flatMap(([name, values]) => [values].flat().map((value: Value) => `${name}:: ${base64(value)}`))
    .join('\n'),
).join('\n\n')

type Directory = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

/** What ldapsearch says, every value as base64, references by what they name. */
function ldapsearch(server: Slapd, filter: string, attributes: readonly string[]): Directory {
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
async function held(hub: TestHub, agent: string): Promise<Directory> {
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
const READ = ['cn', 'sn', 'uid', 'mail', 'description', 'jpegPhoto', 'manager', 'member']
const FILTER = '(|(objectClass=inetOrgPerson)(objectClass=groupOfNames))'

const document = (source: Slapd, target: Slapd) => ({
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

describeWithServer('slapd', 'from one directory to another and back', () => {
  let source: Slapd
  let target: Slapd
  let hub: TestHub

  beforeAll(async () => {
    source = await startSlapd({ ldif: `${ldif}\n` })
    // A directory with referential integrity, as most are: references follow renames.
    target = await startSlapd({
      ...REFERENTIAL_INTEGRITY,
      ldif: `dn: ${PEOPLE}\nobjectClass: organizationalUnit\nou: people\n`,
    })
    process.env.TEST_DIRECTORY_PASSWORD = source.password
    hub = await testHub(document(source, target))
  }, 60_000)
  afterAll(async () => {
    await hub?.drop()
    await source?.stop()
    await target?.stop()
  })

  const modify = (change: string): void => {
    execFileSync('ldapmodify', ['-x', '-H', source.url, '-D', source.rootDn, '-w', source.password], {
      input: change,
      stdio: ['pipe', 'ignore', 'pipe'],
    })
  }
  const take = async () => {
    const results = []
    for (const [agent, step] of [
      ['source', 'full-import'],
      ['source', 'delta-synchronization'],
      ['target', 'export'],
      ['target', 'full-import'],
      ['target', 'delta-synchronization'],
    ] as const) {
      results.push(await hub.run(agent, step))
    }
    return results
  }
  const inTarget = () => ldapsearch(target, FILTER, READ)
  const uid = (name: string) => nameKey(`uid=${name},${PEOPLE}`)
  const names = (...values: string[]) => values.map(base64).sort()

  test('the hub holds what ldapsearch shows, object for object and value for value', async () => {
    expect((await hub.run('source', 'full-import')).counters).toEqual({ 'stage-add': 6 })
    const shown = ldapsearch(source, FILTER, READ)
    expect(Object.keys(shown)).toHaveLength(6)
    expect(await held(hub, 'source')).toEqual(shown)
    expect((await hub.run('source', 'full-import')).counters).toEqual({ 'stage-no-change': 6 })
  })

  test('everything arrives in the other directory, references as its own names', async () => {
    expect((await take()).map(({ status }) => status)).toEqual(['success', 'success', 'success', 'success', 'success'])
    expect(await held(hub, 'target')).toEqual(inTarget())
    expect(inTarget()).toMatchObject({
      [uid('ann')]: {
        cn: names('Ann Example'),
        mail: names('ann@x.test', 'a.example@x.test'),
        jpegPhoto: [PHOTO.toString('base64')],
      },
      [uid('jürgen')]: { manager: [uid('ann')], description: names(' leading and trailing ') },
      [uid('odd')]: { cn: names('#odd + "quoted" \\ 山田 🙂'), manager: [uid('jürgen')] },
      [nameKey(`cn=inner,${SUFFIX}`)]: { member: [uid('ann'), uid('odd')].sort() },
      [nameKey(`cn=outer,${SUFFIX}`)]: { member: [nameKey(`cn=inner,${SUFFIX}`), uid('jürgen')].sort() },
    })
    expect((await hub.run('target', 'export')).status).toBe('completed-no-objects')
  })

  test('after ldapmodify, the next import and synchronization show exactly what was changed', async () => {
    modify(`dn: cn=Ann Example,${PEOPLE}
changetype: modify
delete: mail
mail: ann@x.test
-
add: mail
mail: new@x.test
-

dn: cn=outer,${SUFFIX}
changetype: modify
add: member
member: cn=first+uid=multi,${PEOPLE}

dn: cn=inner,${SUFFIX}
changetype: modrdn
newrdn: cn=Innermost
deleteoldrdn: 1

dn: cn=outer,${SUFFIX}
changetype: modify
delete: member
member: cn=inner,${SUFFIX}
-
add: member
member: cn=Innermost,${SUFFIX}
`)
    const eye = camera(hub.database, entry => entry.dn)
    const before = await eye.take()
    expect((await hub.run('source', 'full-import')).counters).toEqual({
      'stage-no-change': 3,
      'stage-update': 2,
      'stage-rename': 1,
    })
    expect((await hub.run('source', 'delta-synchronization')).status).toBe('success')
    expect(await held(hub, 'source')).toEqual(ldapsearch(source, FILTER, READ))
    const changed = Object.keys(difference(before, await eye.take())).sort()
    const ofSource = [
      `entry source/cn=Ann Example,${PEOPLE}`,
      `entry source/cn=inner,${SUFFIX}`,
      `entry source/cn=outer,${SUFFIX}`,
    ]
    const ofTarget = [
      `entry target/cn=inner,${SUFFIX}`,
      `entry target/cn=outer,${SUFFIX}`,
      `entry target/uid=ann,${PEOPLE}`,
    ]
    expect(changed).toEqual(
      [...ofSource, ...ofTarget, ...ofSource.map(name => name.replace('entry', 'metaverse'))].sort(),
    )
  })

  test('single values, a membership, a rename and a deletion are seen in the other directory', async () => {
    expect((await hub.run('target', 'export')).counters).toEqual({ 'export-rename': 1, 'export-update': 2 })
    modify(
      `dn: cn=M\\C3\\BCller\\, J\\C3\\BCrgen,${PEOPLE}
changetype: modify
replace: uid
uid: juergen, the \\ one

dn: cn=\\#odd \\+ \\"quoted\\" \\\\ ${'山田 🙂'},${PEOPLE}
changetype: modify
delete: manager

dn: cn=Innermost,${SUFFIX}
changetype: modify
delete: member
member: cn=\\23odd \\2B \\22quoted\\22 \\5C ${'山田 🙂'},${PEOPLE}

dn: cn=outer,${SUFFIX}
changetype: modify
delete: member
member: cn=first+uid=multi,${PEOPLE}

dn: cn=first+uid=multi,${PEOPLE}
changetype: delete
`
        .replace(/^dn: (.*[^ -~\n].*)$/gm, (_, dn) => `dn:: ${base64(dn)}`)
        .replace(/^member: (.*[^ -~\n].*)$/gm, (_, dn) => `member:: ${base64(dn)}`),
    )
    const results = await take()
    expect(results[2]?.counters).toEqual({ 'export-rename': 1, 'export-update': 3, 'export-delete': 1 })
    const renamed = nameKey(`uid=juergen\\, the \\\\ one,${PEOPLE}`)
    const shown = inTarget()
    expect(shown[uid('multi')]).toBeUndefined()
    expect(shown[uid('jürgen')]).toBeUndefined()
    expect(shown[renamed]).toMatchObject({
      sn: names('Müller'),
      manager: [uid('ann')],
      uid: names('juergen, the \\ one'),
    })
    expect(shown[uid('odd')]?.manager).toBeUndefined()
    expect(shown[uid('ann')]?.mail).toEqual(names('a.example@x.test', 'new@x.test'))
    expect(shown[nameKey(`cn=innermost,${SUFFIX}`)]?.member).toEqual([uid('ann')])
    expect(shown[nameKey(`cn=outer,${SUFFIX}`)]?.member).toEqual([nameKey(`cn=innermost,${SUFFIX}`), renamed].sort())
    expect(await held(hub, 'target')).toEqual(shown)
    expect((await hub.run('target', 'export')).status).toBe('completed-no-objects')
  })
})
