import type { Connector } from '../connector.js'
import { testCommand } from './checks.js'
import { openCommand } from './session.js'
import { type CommandSettings, commandSettings, declaredCapabilities } from './settings.js'

export const command: Connector<CommandSettings> = {
  name: 'command',
  title: 'A program of your own',
  capabilities: declaredCapabilities(undefined),
  capabilitiesOf: declaredCapabilities,
  settings: commandSettings,
  open: openCommand,
  test: testCommand,
}
