import { ldap } from '../../src/connectors/ldap/index.js'
import { describeWithServer } from '../support/servers.js'
import { startSlapd } from '../support/slapd.js'
import { conformance } from './conformance.js'
import { HUB_SCHEMA, PEOPLE_CONTAINER } from './directory.js'
import { BASE } from './people.js'
import { ldifRecord } from './texts.js'

describeWithServer('slapd', 'an OpenLDAP directory', () => {
  conformance('ldap', {
    connector: ldap,
    // back-mdb keeps a component in a key of at most 511 bytes, twice.
    cannotName: ['400 characters'],
    start: async objects => {
      const ldif = [PEOPLE_CONTAINER, ...objects.map(object => ldifRecord(object))].join('\n')
      const server = await startSlapd({ ldif, schema: HUB_SCHEMA })
      return {
        settings: {
          url: server.url,
          bindDn: server.rootDn,
          password: server.password,
          base: BASE,
          objectClasses: { inetOrgPerson: ['inetOrgPerson', 'hubPerson'] },
        },
        breakOff: () => server.kill(),
        mend: () => server.restart(),
        stop: () => server.stop(),
      }
    },
  })
})
