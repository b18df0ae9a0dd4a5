import { isDeepStrictEqual } from 'node:util'
import type { SharedChange } from './configuration-change.js'
import type { AgentDocument, HubDocument, ObjectTypeDocument } from './document.js'
import {
  alternativesOf,
  attributeOf,
  conditionsOf,
  entriesOf,
  inboundSourceOf,
  outboundSourceOf,
  projectionOf,
} from './normal-forms.js'
import { flowOrder } from './rank-flows.js'
import { isSecretKey } from './secrets.js'

export const REQUIREMENTS = ['nothing', 'full-synchronization', 'full-import'] as const
export type Requirement = (typeof REQUIREMENTS)[number]

/** What an agent has to run before the hub is again what its document says. A full import is to be followed by a full synchronization. */
export interface AgentRequirement {
  readonly agent: string
  readonly needs: Requirement
  readonly because: readonly string[]
}

/** The requirements of every agent of the next document, in its order. */
export function requirementsOf(
  current: HubDocument | undefined,
  next: HubDocument,
  code: readonly SharedChange[] = [],
): AgentRequirement[] {
  const needs = new Map(entriesOf(next.agents).map(([agent]) => [agent, newNeed()]))
  const need = (agent: string, what: Requirement, reason: string) => needs.get(agent)?.add(what, reason)
  for (const [agent, written] of entriesOf(next.agents)) {
    const before = current?.agents?.[agent]
    if (!before) need(agent, 'full-import', 'the agent is new')
    else agentNeeds(before, written, (what, reason) => need(agent, what, reason))
  }
  if (current) {
    for (const { agents, reason } of [...sharedChanges(current, next), ...code]) {
      for (const agent of agents) need(agent, 'full-synchronization', reason)
    }
  }
  return [...needs].map(([agent, { what, because }]) => ({ agent, needs: what(), because }))
}

function newNeed() {
  const because: string[] = []
  let level = 0
  return {
    because,
    what: (): Requirement => REQUIREMENTS[level] ?? 'nothing',
    add(what: Requirement, reason: string) {
      level = Math.max(level, REQUIREMENTS.indexOf(what))
      if (!because.includes(reason)) because.push(reason)
    },
  }
}

type Need = (what: Requirement, reason: string) => void

function agentNeeds(before: AgentDocument, after: AgentDocument, need: Need): void {
  if (before.connector !== after.connector) need('full-import', 'the connector changed')
  if (!isDeepStrictEqual(withoutSecrets(before.settings), withoutSecrets(after.settings)))
    need('full-import', 'settings changed')
  for (const key of ['deprovisioning', 'recall'] as const) {
    if (withDefaults(before)[key] !== withDefaults(after)[key]) need('full-synchronization', `${key} changed`)
  }
  for (const type of new Set([...Object.keys(before.objects), ...Object.keys(after.objects)])) {
    const [old, now] = [before.objects[type], after.objects[type]]
    if (!old || !now) need('full-import', `the object type ${type} was ${old ? 'removed' : 'added'}`)
    else typeNeeds(old, now, (what, reason) => need(what, `${reason} of ${type} changed`))
  }
}

// Another password opens the same source.
function withoutSecrets(settings: unknown): unknown {
  if (Array.isArray(settings)) return settings.map(withoutSecrets)
  if (typeof settings !== 'object' || settings === null) return settings
  const entries = Object.entries(settings).filter(([key]) => !isSecretKey(key))
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutSecrets(value)]))
}

const withDefaults = ({ deprovisioning = 'make-normal-disconnector', recall = true }: AgentDocument) => ({
  deprovisioning,
  recall,
})

const mapValues = <T, R>(
  mapping: Readonly<Record<string, T>> | undefined,
  to: (value: T, key: string) => R,
): Record<string, R> => Object.fromEntries(entriesOf(mapping).map(([key, value]) => [key, to(value, key)]))

/** The parts of an object type in long form, so that another way of writing the same is no change. */
const PARTS: readonly [string, Requirement, (rules: ObjectTypeDocument) => unknown][] = [
  ['attributes', 'full-import', rules => mapValues(rules.attributes, (each, name) => attributeOf(name, each))],
  [
    'filter',
    'full-synchronization',
    rules => (rules.filter === 'extension' ? rules.filter : alternativesOf(rules).map(conditionsOf)),
  ],
  [
    'join',
    'full-synchronization',
    rules => (rules.join ?? []).map(({ on, ...rest }) => ({ ...rest, on: mapValues(on, inboundSourceOf) })),
  ],
  ['projection', 'full-synchronization', rules => rules.projection && projectionOf(rules.projection)],
  ['import', 'full-synchronization', rules => mapValues(rules.import, flows => mapValues(flows, inboundSourceOf))],
  [
    'provision',
    'full-synchronization',
    rules =>
      (rules.provision ?? []).map(each => ({ ...each, rename: each.rename ?? false, replace: each.replace ?? false })),
  ],
  ['export', 'full-synchronization', rules => mapValues(rules.export, flows => mapValues(flows, outboundSourceOf))],
]

function typeNeeds(before: ObjectTypeDocument, after: ObjectTypeDocument, need: Need): void {
  for (const [part, what, normal] of PARTS) {
    if (!isDeepStrictEqual(normal(before), normal(after))) need(what, part)
  }
}

/** Changes that concern agents whose own part of the document is the same. */
function sharedChanges(current: HubDocument, next: HubDocument): SharedChange[] {
  return [...rankChanges(current, next), ...provisioningChanges(current, next), ...attributeChanges(current, next)]
}

// Who gives an attribute's value may change when flows come, go or change places.
function rankChanges(current: HubDocument, next: HubDocument): SharedChange[] {
  const before = flowOrder(current)
  const after = flowOrder(next)
  return [...after].flatMap(([attribute, flows]) => {
    const old = before.get(attribute) ?? []
    const same = isDeepStrictEqual(old, flows)
    return same
      ? []
      : [{ agents: flows.map(flow => flow.agent), reason: `the flows to ${attribute} or their precedence changed` }]
  })
}

// A new provisioning rule looks at every metaverse object of the type: those come by through the agents that are linked to it.
function provisioningChanges(current: HubDocument, next: HubDocument): SharedChange[] {
  const before = provisioningOf(current)
  const after = provisioningOf(next)
  return [...new Set([...before.keys(), ...after.keys()])].flatMap(type => {
    if (isDeepStrictEqual(before.get(type), after.get(type))) return []
    return [{ agents: agentsLinkedTo(next, type), reason: `provisioning of ${type} changed` }]
  })
}

function provisioningOf(document: HubDocument): Map<string, unknown[]> {
  const byType = new Map<string, unknown[]>()
  for (const [agent, { objects }] of entriesOf(document.agents)) {
    for (const [objectType, rules] of entriesOf(objects)) {
      for (const { type, when, dn, rename = false, replace = false } of rules.provision ?? []) {
        byType.set(type, [...(byType.get(type) ?? []), { agent, objectType, when, dn, rename, replace }])
      }
    }
  }
  return byType
}

function agentsLinkedTo(document: HubDocument, type: string): string[] {
  const links = (rules: ObjectTypeDocument) =>
    projectsTo(rules, type) || (rules.join ?? []).some(join => join.type === undefined || join.type === type)
  return entriesOf(document.agents).flatMap(([agent, { objects }]) =>
    Object.values(objects).some(links) ? [agent] : [],
  )
}

// Only when code or an expression runs is it known which type it gives.
function projectsTo({ projection }: ObjectTypeDocument, type: string): boolean {
  if (projection === undefined) return false
  const plain = projectionOf(projection)
  return plain.kind !== 'declared' || plain.type === type
}

function attributeChanges(current: HubDocument, next: HubDocument): SharedChange[] {
  const before = current.metaverse?.attributes ?? {}
  return entriesOf(next.metaverse?.attributes).flatMap(([name, written]) => {
    const old = before[name]
    if (old === undefined) return []
    const { indexed: _, ...was } = attributeOf(name, old)
    const { indexed: __, ...is } = attributeOf(name, written)
    return isDeepStrictEqual(was, is)
      ? []
      : [{ agents: agentsThatImport(next, name), reason: `the metaverse attribute ${name} changed` }]
  })
}

function agentsThatImport(document: HubDocument, attribute: string): string[] {
  const imports = (rules: ObjectTypeDocument) =>
    Object.values(rules.import ?? {}).some(flows => flows[attribute] !== undefined)
  return entriesOf(document.agents).flatMap(([agent, { objects }]) =>
    Object.values(objects).some(imports) ? [agent] : [],
  )
}
