import type { Connector } from '../connector.js'
import { testActiveDirectory } from './checks.js'
import { openActiveDirectory } from './session.js'
import { type ActiveDirectorySettings, activeDirectorySettings } from './settings.js'

export const activeDirectory: Connector<ActiveDirectorySettings> = {
  name: 'active-directory',
  title: 'Active Directory',
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
  settings: activeDirectorySettings,
  open: openActiveDirectory,
  test: testActiveDirectory,
}
