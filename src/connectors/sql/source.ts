import type { ConnectorContext } from '../connector.js'
import type { Catalogue } from './catalogue.js'
import type { Driver } from './driver.js'
import type { Relation } from './relation.js'
import type { SqlSettings } from './settings.js'

/** An open connection with what is known of the database and what is selected. */
export interface Source {
  readonly driver: Driver
  readonly catalogue: Catalogue
  readonly settings: SqlSettings
  readonly relations: readonly Relation[]
  readonly context: ConnectorContext
}
