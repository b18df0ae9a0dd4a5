import type { Connector } from '../connector.js'
import { checkSource } from './checks.js'
import { openSql } from './session.js'
import { type SqlSettings, sqlSettings } from './settings.js'

export const sql: Connector<SqlSettings> = {
  name: 'sql',
  title: 'SQL database: PostgreSQL, MariaDB, MySQL or SQL Server',
  capabilities: {
    fullImport: true,
    deltaImport: true,
    export: true,
    rename: true,
    valueChanges: true,
    discovery: true,
    watch: true,
    passwords: false,
  },
  settings: sqlSettings,
  open: openSql,
  test: checkSource,
}
