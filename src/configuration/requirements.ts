import { isDeepStrictEqual } from 'node:util'
import type { Affected } from './affected/affected.js'
import { affectedBy, metaverseOf } from './affected/changes.js'
import { affectedByCode } from './affected/code.js'
import type { Compared } from './affected/givers.js'
import { agentsWith, concernedBy } from './affected/related.js'
import { unknownChanges } from './affected/remainder.js'
import type { SharedChange } from './configuration-change.js'
import type { AgentDocument, HubDocument, ObjectTypeDocument } from './document.js'
import { attributeOf, entriesOf } from './normal-forms.js'
import { pathText } from './place.js'
import { isSecretKey } from './secrets.js'

export const REQUIREMENTS = ['nothing', 'synchronization', 'full-synchronization', 'full-import'] as const
export type Requirement = (typeof REQUIREMENTS)[number]

/**
 * What an agent has to run before the hub is again what its document says. `synchronization`: the next delta synchronization does
 * it, for the entries that the change can affect. A full import is to be followed by a full synchronization.
 */
export interface AgentRequirement {
  readonly agent: string
  readonly needs: Requirement
  readonly because: readonly string[]
  /** How many entries `synchronization` is about. Absent before they are counted. */
  readonly entries?: number
}

export interface Requirements {
  /** Of every agent of the next document, in its order. */
  readonly requirements: readonly AgentRequirement[]
  /** What is to be synchronized again, besides everything of those that need more. */
  readonly affected: readonly Affected[]
}

/** @param code which agents work by other code now */
export function requirementsOf(
  current: HubDocument | undefined,
  next: HubDocument,
  code: readonly SharedChange[],
): Requirements {
  const needs = new Map(entriesOf(next.agents).map(([agent]) => [agent, newNeed()]))
  for (const [agent, written] of entriesOf(next.agents)) {
    const before = current?.agents?.[agent]
    if (!before) needs.get(agent)?.add('full-import', 'the agent is new')
    else importNeeds(before, written, reason => needs.get(agent)?.add('full-import', reason))
  }
  const compared = current && { current, next }
  const whole = compared === undefined ? [] : [...unknown(compared), ...attributeChanges(compared), ...code]
  for (const { agents, reason } of whole)
    for (const agent of agents) needs.get(agent)?.add('full-synchronization', reason)
  const affected = compared === undefined ? [] : [...affectedBy(compared), ...affectedByCode(next, code)]
  for (const { scope, reason } of affected)
    for (const agent of agentsOf(next, scope)) needs.get(agent)?.add('synchronization', reason)
  return { requirements: [...needs].map(([agent, { what, because }]) => ({ agent, needs: what(), because })), affected }
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

function importNeeds(before: AgentDocument, after: AgentDocument, need: (reason: string) => void): void {
  if (before.connector !== after.connector) need('the connector changed')
  if (!isDeepStrictEqual(withoutSecrets(before.settings), withoutSecrets(after.settings))) need('settings changed')
  for (const type of new Set([...Object.keys(before.objects), ...Object.keys(after.objects)])) {
    const [old, now] = [before.objects[type], after.objects[type]]
    if (!old || !now) need(`the object type ${type} was ${old ? 'removed' : 'added'}`)
    else if (!isDeepStrictEqual(attributesOf(old), attributesOf(now))) need(`attributes of ${type} changed`)
  }
}

// Another password opens the same source.
function withoutSecrets(settings: unknown): unknown {
  if (Array.isArray(settings)) return settings.map(withoutSecrets)
  if (typeof settings !== 'object' || settings === null) return settings
  const entries = Object.entries(settings).filter(([key]) => !isSecretKey(key))
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutSecrets(value)]))
}

// In long form, so that another way of writing the same is no change.
const attributesOf = (rules: ObjectTypeDocument) =>
  Object.fromEntries(entriesOf(rules.attributes).map(([name, written]) => [name, attributeOf(name, written)]))

const unknown = (compared: Compared): SharedChange[] =>
  unknownChanges(compared.current, compared.next).map(path => ({
    agents: concernedBy(path, compared),
    reason: `${pathText(path)} changed`,
  }))

/** Other types of metaverse attributes: rules read and write them otherwise, everywhere. */
function attributeChanges({ current, next }: Compared): SharedChange[] {
  const before = metaverseOf(current)
  const after = metaverseOf(next)
  return [...after.attributes.values()].flatMap(is => {
    const was = before.attributes.get(is.name)
    if (was === undefined || isDeepStrictEqual({ ...was, indexed: is.indexed }, is)) return []
    const types = [...after.types.values()].filter(type => type.attributes.has(is.name)).map(type => type.name)
    return [{ agents: agentsWith(next, new Set(types)), reason: `the metaverse attribute ${is.name} changed` }]
  })
}

/** Agents that may have entries in a scope. Which of them do, the database knows. */
function agentsOf(next: HubDocument, scope: Affected['scope']): string[] {
  // Who has failures, only the database knows.
  if (scope.kind === 'failed' || (scope.kind === 'disconnectors' && scope.afterFailures)) return []
  if (scope.kind !== 'objects') return [scope.agent]
  if (scope.linked !== undefined) return [scope.linked.agent]
  return scope.shared?.map(type => type.agent) ?? agentsWith(next, new Set([scope.metaverseType]))
}
