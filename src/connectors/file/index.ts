import type { Capabilities, Connector } from '../connector.js'
import { hasSetting } from '../kit/has-setting.js'
import { openFile } from './session.js'
import { type FileSettings, fileSettings } from './settings.js'

const CAPABILITIES: Capabilities = {
  fullImport: true,
  deltaImport: true,
  export: true,
  rename: true,
  valueChanges: true,
  discovery: true,
  watch: false,
  passwords: false,
}

export const file: Connector<FileSettings> = {
  name: 'file',
  title: 'File: CSV, fixed width, attribute-value pairs, LDIF or DSML',
  capabilities: CAPABILITIES,
  capabilitiesOf: settings => ({ ...CAPABILITIES, deltaImport: hasSetting(settings, 'deltaPath') }),
  settings: fileSettings,
  open: openFile,
}
