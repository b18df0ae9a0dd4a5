import { connectorNamed, connectors } from '../connectors/registry.js'
import type { Connectors } from './check-agent.js'

/** The connectors that the hub comes with. */
export const registeredConnectors: Connectors = {
  names: connectors.map(connector => connector.name),
  named: connectorNamed,
}
