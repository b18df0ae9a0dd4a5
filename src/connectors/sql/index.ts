import type { Capabilities, Connector } from '../connector.js'
import { hasSetting } from '../kit/has-setting.js'
import { checkSource } from './checks.js'
import { openSql } from './session.js'
import { type SqlSettings, sqlSettings } from './settings.js'

const CAPABILITIES: Capabilities = {
  fullImport: true,
  deltaImport: true,
  export: true,
  rename: true,
  valueChanges: true,
  discovery: true,
  watch: true,
  passwords: false,
}

export const sql: Connector<SqlSettings> = {
  name: 'sql',
  title: 'SQL database: PostgreSQL, MariaDB, MySQL or SQL Server',
  capabilities: CAPABILITIES,
  capabilitiesOf: settings => ({ ...CAPABILITIES, deltaImport: hasSetting(settings, 'delta') }),
  settings: sqlSettings,
  open: openSql,
  test: checkSource,
}
