import { ldap } from '../../src/connectors/ldap/index.js'
import { canLogIn, ldapWriter } from '../support/ldap-writer.js'
import { describeWithServer } from '../support/servers.js'
import { type SlapdOptions, startSlapd } from '../support/slapd.js'
import { conformance } from './conformance.js'
import { HUB_SCHEMA, PEOPLE_CONTAINER } from './directory.js'
import { BASE, GROUP, PERSON } from './people.js'
import { ldifRecord } from './texts.js'

const definitions = new Map([...PERSON.attributes, ...GROUP.attributes].map(one => [one.name, one]))

/** What a server offers, and the method of delta imports that must come of it. */
const SERVERS: readonly { readonly title: string; readonly options: SlapdOptions; readonly delta: string }[] = [
  { title: 'syncrepl', options: { syncprov: {} }, delta: 'auto' },
  { title: 'syncrepl with a session log', options: { syncprov: { sessionLog: 1_000 } }, delta: 'auto' },
  { title: 'accesslog', options: { accesslog: true, syncprov: {} }, delta: 'auto' },
  { title: 'timestamps', options: {}, delta: 'auto' },
]

describeWithServer('slapd', 'an OpenLDAP directory', () => {
  for (const { title, options, delta } of SERVERS) {
    conformance(`ldap (delta imports by ${title})`, {
      connector: ldap,
      // back-mdb keeps a component in a key of at most 511 bytes, twice.
      cannotName: ['400 characters'],
      deltaRenames: true,
      start: async objects => {
        const ldif = [PEOPLE_CONTAINER, ...objects.map(object => ldifRecord(object))].join('\n')
        const server = await startSlapd({ ldif, schema: HUB_SCHEMA, ...options })
        const login = { url: server.url, bindDn: server.rootDn, password: server.password }
        return {
          settings: {
            ...login,
            base: BASE,
            delta,
            objectClasses: { inetOrgPerson: ['inetOrgPerson', 'hubPerson'] },
          },
          change: async deltas => {
            await using writer = await ldapWriter(login, definitions, { inetOrgPerson: ['hubPerson'] })
            await writer.apply(deltas)
          },
          login: (dn, password) => canLogIn(server.url, dn, password),
          breakOff: () => server.kill(),
          mend: () => server.restart(),
          stop: () => server.stop(),
        }
      },
    })
  }
})
