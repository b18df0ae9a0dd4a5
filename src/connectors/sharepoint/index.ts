import type { Connector } from '../connector.js'
import { checkFarm } from './check.js'
import { openSharePoint } from './session.js'
import { type SharePointSettings, sharePointSettings } from './settings.js'

export const sharePoint: Connector<SharePointSettings> = {
  name: 'sharepoint',
  title: 'SharePoint user profiles',
  capabilities: {
    fullImport: true,
    deltaImport: true,
    export: true,
    rename: false,
    valueChanges: false,
    discovery: true,
    watch: false,
    passwords: false,
    deletes: 'listed',
  },
  settings: sharePointSettings,
  open: openSharePoint,
  test: checkFarm,
}
