import { loadRuleSet } from '../configuration/load.js'
import type { AttributeDefinition } from '../model/value.js'
import type { RuleSet } from '../rules/rule-set.js'
import { heldFor } from './held-for.js'
import type { Hub } from './hub.js'

/** The rules in force, for the names and types of attributes. One small statement, unless the configuration has changed. */
export const schemaOf = async (hub: Hub): Promise<RuleSet> => (await loadRuleSet(hub.database)).rules

/** What is in force, a second late at most: for what every request and every event asks for. */
export const inForceNow = heldFor(1_000, ({ database }) => loadRuleSet(database))

/** A metaverse attribute; one that the configuration does not know any more is shown as text. */
export const metaverseAttribute = (rules: RuleSet, name: string): AttributeDefinition =>
  rules.metaverse.attributes.get(name) ?? { name, type: 'string', multivalued: true }

export const entryAttribute = (
  rules: RuleSet,
  entry: { readonly agent: number; readonly objectType: string },
  name: string,
): AttributeDefinition =>
  rules.agents.get(entry.agent)?.types.get(entry.objectType)?.attributes.get(name) ?? {
    name,
    type: 'string',
    multivalued: true,
  }
