import { afterAll, beforeAll } from '@jest/globals'
import { Attribute, Change, type Client } from 'ldapts'
import { activeDirectory } from '../../src/connectors/active-directory/index.js'
import type { Check, ObjectTypeSelection } from '../../src/connectors/connector.js'
import type { AddDelta, Delta } from '../../src/model/delta.js'
import { type Samba, startSamba } from '../support/samba.js'
import { readAll } from './reading.js'
import { administer, fillWith, settingsFor } from './samba-forest.js'

export const SUFFIX = 'DC=contoso,DC=test'
export const STAFF = `OU=Staff,${SUFFIX}`
export const AWAY = `OU=Away,${SUFFIX}`
const READER = { bindDn: 'reader@contoso.test', password: 'Reader#Passw0rd' }
export const text = (name: string) => ({ name, type: 'string', multivalued: false }) as const
const USER: ObjectTypeSelection = {
  name: 'user',
  attributes: [
    ...['cn', 'sn', 'title', 'sAMAccountName', 'objectSid', 'objectGUID', 'whenCreated'].map(text),
    ...['pwdLastSet', 'accountExpires', 'unicodePwd'].map(text),
    { name: 'userAccountControl', type: 'number', multivalued: false },
    { name: 'thumbnailPhoto', type: 'binary', multivalued: false },
    { name: 'msTSAllowLogon', type: 'boolean', multivalued: false },
    { name: 'manager', type: 'reference', multivalued: false },
    { name: 'primaryGroup', type: 'reference', multivalued: false },
  ],
}
const GROUP: ObjectTypeSelection = {
  name: 'group',
  attributes: [
    ...['cn', 'sAMAccountName', 'description'].map(text),
    { name: 'member', type: 'reference', multivalued: true },
  ],
}
export const OU: ObjectTypeSelection = { name: 'organizationalUnit', attributes: [text('ou')] }
export const TYPES = [USER, GROUP, OU]
export const user = (cn: string, attributes: AddDelta['attributes'] = {}, above = STAFF): AddDelta => ({
  kind: 'add',
  objectType: 'user',
  dn: `CN=${cn},${above}`,
  attributes: { sAMAccountName: [cn], sn: ['Surname'], ...attributes },
})
export const group = (cn: string, member: readonly string[], above = STAFF): AddDelta => ({
  kind: 'add',
  objectType: 'group',
  dn: `CN=${cn},${above}`,
  attributes: { sAMAccountName: [cn], ...(member.length > 0 && { member }) },
})
export const dnOf = (cn: string, above = STAFF) => `CN=${cn},${above}`
export const PHOTO = Buffer.from([0xff, 0xd8, 0x00, 0x0a, 0x80]).toString('base64')
const FILL = [
  fillWith(
    [
      user('ada', {
        title: ['Countess'],
        thumbnailPhoto: [PHOTO],
        msTSAllowLogon: ['true'],
        userAccountControl: ['512'],
      }),
      user('bob', { manager: [dnOf('ada')], userAccountControl: ['512'] }),
      user('eve', {}, AWAY),
      group('inner', [dnOf('ada')]),
      group('outer', [dnOf('inner'), dnOf('bob'), dnOf('eve', AWAY)]),
    ],
    [STAFF, `OU=North,${STAFF}`, AWAY],
  ),
  `db.newuser('reader', '${READER.password}')`,
].join('\n')

/** A domain with two containers, three accounts and two groups, for the tests of one file. */
export function domainForTests() {
  let server: Samba
  beforeAll(async () => {
    server = await startSamba({ fill: FILL })
  }, 180_000)
  afterAll(() => server.stop())

  const opening = (settings: object = {}, types = TYPES) => ({
    connector: activeDirectory,
    settings: {
      ...settingsFor(server),
      partitions: [{ dn: SUFFIX, containers: { include: [STAFF] } }],
      ...settings,
    },
    types,
  })
  const asReader = (settings: object = {}) => opening({ ...READER, ...settings })
  const admin = <T>(work: (client: Client) => Promise<T>) => administer(server, work)
  const replace = (dn: string, type: string, values: string[]) =>
    admin(client =>
      client.modify(dn, [new Change({ operation: 'replace', modification: new Attribute({ type, values }) })]),
    )
  const found = (deltas: readonly Delta[], cn: string) =>
    deltas.find((delta): delta is AddDelta => delta.kind === 'add' && delta.attributes.cn?.[0] === cn)
  const since = (watermark: string | undefined, one = opening()) =>
    readAll(one, { mode: 'delta', ...(watermark && { watermark }) })
  return { server: () => server, opening, asReader, admin, replace, found, since }
}

/** Everything that the connector's own test finds. */
export async function checksOf({
  connector,
  settings,
  types,
}: {
  connector: typeof activeDirectory
  settings: object
  types: ObjectTypeSelection[]
}) {
  const checks: Check[] = []
  const signal = new AbortController().signal
  for await (const check of connector.test?.(connector.settings.parse(settings), { folder: '/', types, signal }) ??
    []) {
    checks.push(check)
  }
  return checks
}
