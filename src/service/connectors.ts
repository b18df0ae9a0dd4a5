import { toJSONSchema } from 'zod'
import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import { type SettingDescription, settingsOf } from '../configuration/describe-settings.js'
import type { Connector } from '../connectors/connector.js'
import { connectors } from '../connectors/registry.js'

/** A connector as an application that configures agents sees it. */
export interface ConnectorDescription {
  readonly name: string
  readonly title: string
  readonly capabilities: Connector['capabilities']
  readonly settings: readonly SettingDescription[]
  /** JSON Schema of the settings. */
  readonly settingsSchema: object
}

/** Every connector that the hub comes with. */
export function describedConnectors(actor: Actor): ConnectorDescription[] {
  authorize(actor, 'read-agents')
  return connectors.map(({ name, title, capabilities, settings }) => ({
    name,
    title,
    capabilities,
    settings: settingsOf(settings),
    settingsSchema: toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }),
  }))
}
