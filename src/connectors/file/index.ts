import type { Capabilities, Connector } from '../connector.js'
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
  capabilitiesOf: settings => ({ ...CAPABILITIES, deltaImport: hasDeltaFile(settings) }),
  settings: fileSettings,
  open: openFile,
}

const hasDeltaFile = (settings: unknown): boolean =>
  typeof settings === 'object' && settings !== null && 'deltaPath' in settings && settings.deltaPath !== undefined
