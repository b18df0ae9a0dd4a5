import { activeDirectory } from './active-directory/index.js'
import { command } from './command/index.js'
import type { Connector } from './connector.js'
import { file } from './file/index.js'
import { ldap } from './ldap/index.js'
import { memory } from './memory/index.js'
import { scim } from './scim/index.js'
import { sharePoint } from './sharepoint/index.js'
import { sql } from './sql/index.js'

/** Every connector there is, by name. */
export const connectors: readonly Connector[] = [activeDirectory, command, file, ldap, memory, scim, sharePoint, sql]

/** The connector that a configuration names. */
export const connectorNamed = (name: string): Connector | undefined => connectors.find(one => one.name === name)
