import type { ConnectorContext, Session } from '../connector.js'
import { catalogueOf } from './catalogue.js'
import { connect } from './connect.js'
import { discoverTypes } from './discover.js'
import { writeAll } from './encode.js'
import { readSource } from './read.js'
import { relationsOf } from './relation.js'
import type { SqlSettings } from './settings.js'
import type { Source } from './source.js'
import { watchSource } from './watch.js'

export async function openSql(settings: SqlSettings, context: ConnectorContext): Promise<Session> {
  const driver = await connect(settings, context)
  const relations = relationsOf(settings, context.types)
  const source: Source = { driver, settings, context, relations, catalogue: catalogueOf(driver) }
  return {
    read: request => readSource(source, request),
    write: deltas => writeAll(source, deltas),
    discover: () => discoverTypes(source),
    watch: request => watchSource(source, request),
    [Symbol.asyncDispose]: () => driver[Symbol.asyncDispose](),
  }
}
