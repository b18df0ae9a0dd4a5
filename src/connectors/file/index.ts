import type { Connector } from '../connector.js'
import { openFile } from './session.js'
import { type FileSettings, fileSettings } from './settings.js'

export const file: Connector<FileSettings> = {
  name: 'file',
  title: 'File: CSV, fixed width, attribute-value pairs, LDIF or DSML',
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
  settings: fileSettings,
  open: openFile,
}
