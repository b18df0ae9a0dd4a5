import type { Connector } from '../connector.js'
import { checkScim } from './check.js'
import { openScim } from './session.js'
import { type ScimSettings, scimSettings } from './settings.js'

export const scim: Connector<ScimSettings> = {
  name: 'scim',
  title: 'SCIM 2.0 service',
  capabilities: {
    fullImport: true,
    deltaImport: true,
    export: true,
    rename: true,
    valueChanges: true,
    discovery: true,
    watch: false,
    passwords: false,
  },
  settings: scimSettings,
  open: openScim,
  test: checkScim,
}
