import { afterAll, beforeAll } from '@jest/globals'
import { ldap } from '../../src/connectors/ldap/index.js'
import { type Certificate, selfSigned } from '../support/certificates.js'
import { type Directory389Options, startDirectory389 } from '../support/directory-389.js'
import { canLogIn, ldapWriter } from '../support/ldap-writer.js'
import { describeWithServer } from '../support/servers.js'
import { conformance } from './conformance.js'
import { HUB_SCHEMA } from './directory.js'
import { BASE, GROUP, PERSON } from './people.js'

const definitions = new Map([...PERSON.attributes, ...GROUP.attributes].map(one => [one.name, one]))
const CLASSES = { inetOrgPerson: ['hubPerson'], groupOfNames: [] }

const SERVERS: readonly {
  readonly title: string
  readonly options: Directory389Options
  readonly settings: object
}[] = [
  {
    title: 'a change log that tells entryUUID',
    options: { recorded: ['entryuuid:targetEntryUUID'] },
    settings: {},
  },
  {
    title: 'a change log that tells nsUniqueId',
    options: { recorded: ['nsuniqueid:targetUniqueId'] },
    settings: { anchor: 'nsUniqueId' },
  },
  { title: 'a change log that tells names alone', options: {}, settings: {} },
]

describeWithServer('389-ds', 'a 389 Directory Server', () => {
  let certificate: Certificate
  beforeAll(() => {
    certificate = selfSigned()
  })
  afterAll(() => certificate.remove())

  for (const { title, options, settings } of SERVERS) {
    conformance(`ldap (delta imports by ${title})`, {
      connector: ldap,
      deltaRenames: true,
      sizes: { histories: 3 },
      start: async objects => {
        const server = await startDirectory389({ schema: HUB_SCHEMA, tls: certificate, ...options })
        const login = { url: server.url, bindDn: server.rootDn, password: server.password }
        const change: LdapChange = async deltas => {
          await using writer = await ldapWriter(login, definitions, CLASSES)
          await writer.apply(deltas)
        }
        await change([
          { kind: 'add', objectType: 'organizationalUnit', dn: BASE, attributes: { ou: ['people'] } },
          ...objects,
        ])
        return {
          settings: {
            ...login,
            url: server.secureUrl,
            tls: { ca: certificate.certificate },
            base: BASE,
            objectClasses: { inetOrgPerson: ['inetOrgPerson', 'hubPerson'] },
            ...settings,
          },
          change,
          login: (dn, password) => canLogIn(server.url, dn, password),
          breakOff: () => server.kill(),
          mend: () => server.restart(),
          stop: () => server.stop(),
        }
      },
    })
  }
})

type LdapChange = (deltas: Parameters<Awaited<ReturnType<typeof ldapWriter>>['apply']>[0]) => Promise<void>
