import type { AgentType } from '../../storage/resynchronization/scope.js'
import type { HubDocument, ObjectTypeDocument } from '../document.js'
import { entriesOf } from '../normal-forms.js'
import type { Affected } from './affected.js'
import { agentTypes } from './givers.js'
import type { Reader } from './reading.js'
import { has, linkedTypes } from './related.js'

/** What may be different in the metaverse afterwards. */
export interface Disturbed {
  /** Types whose objects may come and go, with all their values. */
  readonly types: Set<string>
  /** `type.attribute` of values that may be others. */
  readonly attributes: Set<string>
}

/**
 * Disconnectors whose joins search what may be different now, and what follows when they join. Every delta synchronization tries
 * all disconnectors again (domain.md 2.4); this says which agents should have one.
 */
export function rejoins(next: HubDocument, disturbed: Disturbed, reader: (type: string) => Reader): Affected[] {
  const types = agentTypes(next).map(type => ({ type, rules: next.agents?.[type.agent]?.objects[type.objectType] }))
  const found = new Set<AgentType>()
  for (let size = -1; size !== found.size + disturbed.types.size; ) {
    size = found.size + disturbed.types.size
    for (const { type, rules } of types) {
      if (rules === undefined) continue
      spreadProvisioning(rules, disturbed, reader)
      if (!searchesDisturbed(rules, disturbed)) continue
      found.add(type)
      spreadImports(rules, disturbed)
    }
  }
  return [...found].map(type => ({
    scope: { kind: 'disconnectors', ...type },
    reason: `disconnectors of ${type.objectType} may find other objects to join`,
  }))
}

// Who joins gives values that others may search.
function spreadImports(rules: ObjectTypeDocument, disturbed: Disturbed): void {
  const linked = linkedTypes(rules)
  for (const [type, flows] of entriesOf(rules.import)) {
    if (!has(linked, type)) continue
    for (const attribute of Object.keys(flows)) disturbed.attributes.add(`${type}.${attribute}`)
  }
}

// Who loses its connector by a condition may take its object along.
function spreadProvisioning(rules: ObjectTypeDocument, disturbed: Disturbed, reader: (type: string) => Reader): void {
  for (const { type, when } of rules.provision ?? []) {
    if (when === undefined) continue
    const read = reader(type).ofExpression(when).attributes
    if (read.some(attribute => disturbed.attributes.has(`${type}.${attribute}`))) disturbed.types.add(type)
  }
}

function searchesDisturbed(rules: ObjectTypeDocument, { types, attributes }: Disturbed): boolean {
  return (rules.join ?? []).some(({ type, on }) => {
    const isSearched = (name: string) => type === undefined || type === name
    if ([...types].some(name => name === '*' || isSearched(name))) return true
    return [...attributes].some(name => {
      const dot = name.indexOf('.')
      return isSearched(name.slice(0, dot)) && name.slice(dot + 1) in on
    })
  })
}
