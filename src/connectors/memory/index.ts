import type { Connector } from '../connector.js'
import { openMemory } from './session.js'
import { type MemorySettings, memorySettings } from './settings.js'

export { type MemoryObject, type MemorySource, memorySource } from './source.js'

export const memory: Connector<MemorySettings> = {
  name: 'memory',
  title: 'In-process source for tests',
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
  settings: memorySettings,
  open: openMemory,
}
