import type { Connector } from '../connector.js'
import { testLdap } from './checks.js'
import { openLdap } from './session.js'
import { type LdapSettings, ldapSettings } from './settings.js'

export const ldap: Connector<LdapSettings> = {
  name: 'ldap',
  title: 'LDAP directory',
  capabilities: {
    fullImport: true,
    deltaImport: true,
    export: true,
    rename: true,
    valueChanges: true,
    discovery: true,
    watch: true,
    passwords: true,
  },
  settings: ldapSettings,
  open: openLdap,
  test: testLdap,
}
