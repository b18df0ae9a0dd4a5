import { afterAll, beforeAll } from '@jest/globals'
import { Attribute, Change, Client } from 'ldapts'
import { activeDirectory } from '../../src/connectors/active-directory/index.js'
import type { AddDelta, Delta } from '../../src/model/delta.js'
import { type Samba, startSamba } from '../support/samba.js'
import { describeWithServer } from '../support/servers.js'
import { conformance } from './conformance.js'
import { BASE } from './people.js'

/** What the suite wants beyond the schema of Active Directory, and members for its large group, which have to exist there. */
const PREPARE = `
domain = db.domain_dn()
schema = 'CN=Schema,CN=Configuration,' + domain
db.add({'dn': 'OU=people,' + domain, 'objectClass': 'organizationalUnit'})
db.add_ldif('''dn: CN=hubActive,''' + schema + '''
objectClass: attributeSchema
attributeID: 1.3.6.1.4.1.32473.1.1
attributeSyntax: 2.5.5.8
oMSyntax: 1
isSingleValued: TRUE
lDAPDisplayName: hubActive
adminDisplayName: hubActive
''')
db.modify_ldif('''dn:
changetype: modify
add: schemaUpdateNow
schemaUpdateNow: 1
''')
db.modify_ldif('dn: CN=inetOrgPerson,' + schema + '''
changetype: modify
add: mayContain
mayContain: hubActive
''')
db.modify_ldif('''dn:
changetype: modify
add: schemaUpdateNow
schemaUpdateNow: 1
''')
db.transaction_start()
for i in range(5000):
    db.add({'dn': 'CN=Member %d,OU=people,%s' % (i, domain), 'objectClass': 'contact', 'sn': 'Surname'})
db.transaction_commit()
`

describeWithServer('samba', 'a Samba domain controller', () => {
  let server: Samba
  beforeAll(async () => {
    server = await startSamba({ forest: 'example.org', prepare: PREPARE })
  }, 180_000)
  afterAll(() => server.stop())

  conformance('active-directory', {
    connector: activeDirectory,
    start: async objects => {
      await administer(server, client => fill(client, objects))
      return {
        settings: {
          servers: [server.url],
          tls: { ca: server.ca },
          bindDn: server.bindDn,
          password: server.password,
          partitions: [{ dn: server.suffix, containers: { include: [BASE] } }],
        },
        change: deltas => administer(server, client => change(client, deltas)),
        stop: () => administer(server, empty),
      }
    },
  })
})

async function administer(server: Samba, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ url: server.url, tlsOptions: { rejectUnauthorized: false } })
  try {
    await client.bind(server.bindDn, server.password)
    await work(client)
  } finally {
    await client.unbind()
  }
}

async function fill(client: Client, objects: readonly AddDelta[]): Promise<void> {
  for (const { dn, objectType, attributes } of objects) {
    const encoded = Object.entries(attributes).map(
      ([type, values]) => new Attribute({ type, values: encode(type, values) }),
    )
    await client.add(dn, [new Attribute({ type: 'objectClass', values: [objectType] }), ...encoded])
  }
}

async function change(client: Client, deltas: readonly Delta[]): Promise<void> {
  for (const delta of deltas) {
    if (delta.kind === 'delete') await client.del(delta.dn)
    if (delta.kind !== 'modify') continue
    const changes = Object.entries(delta.changes).flatMap(([type, list]) =>
      list.map(
        ({ operation, values }) =>
          new Change({ operation, modification: new Attribute({ type, values: encode(type, values) }) }),
      ),
    )
    await client.modify(delta.dn, changes)
  }
}

function encode(type: string, values: readonly string[]): string[] | Buffer[] {
  if (type === 'jpegPhoto') return values.map(value => Buffer.from(value, 'base64'))
  return type === 'hubActive' ? values.map(value => value.toUpperCase()) : [...values]
}

async function empty(client: Client): Promise<void> {
  const filter = '(|(objectClass=inetOrgPerson)(objectClass=groupOfNames))'
  const { searchEntries } = await client.search(BASE, { scope: 'one', filter, attributes: ['1.1'] })
  for (const { dn } of searchEntries) await client.del(dn)
}
