import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import { ProblemError } from '../model/problem.js'
import type { AttributeDefinition, Attributes } from '../model/value.js'
import type { ExpressionVariable } from '../rules/expression.js'
import { didYouMean } from '../rules/nearest.js'
import type { AgentRules, RuleSet, Scope } from '../rules/rule-set.js'
import type { EntryRow } from '../storage/read/entries.js'
import { agentsById } from './agents.js'
import { connectorSpaceEntries, entriesById, entryImages } from './entries.js'
import type { Hub } from './hub.js'
import { objectsById, objectValues } from './metaverse.js'
import { objectMeant } from './object-search.js'
import { unknownType } from './unknown-type.js'

/** What an expression is evaluated on: one object, or any of a type to check it only. */
export type ExpressionOn =
  | { readonly kind: 'entry'; readonly id: number }
  /** The name is a distinguished name or an anchor. A type alone has no object. */
  | { readonly kind: 'agent'; readonly agent: string; readonly objectType?: string; readonly name?: string }
  | { readonly kind: 'object'; readonly id: number }
  /** The name is what {@link objectMeant} understands. */
  | { readonly kind: 'metaverse'; readonly type?: string; readonly name?: string }

/** What an expression sees, and what it may name. */
export interface ExpressionSubject {
  readonly variable: ExpressionVariable
  readonly attributes: ReadonlyMap<string, AttributeDefinition>
  readonly objectType: string
  /** Undefined when no object was named. */
  readonly scope: Scope | undefined
}

interface Looking {
  readonly hub: Hub
  readonly actor: Actor
  /** The rules whose attributes count. */
  readonly rules: RuleSet
}

/**
 * Finds what an expression is to see. Whoever asks needs to be allowed to read it.
 * @throws ProblemError `request.not-found`, `request.invalid`, `access.denied`
 */
export async function findSubject(looking: Looking, on: ExpressionOn): Promise<ExpressionSubject> {
  const { hub, actor } = looking
  authorize(actor, on.kind === 'entry' || on.kind === 'agent' ? 'read-entries' : 'read-metaverse')
  switch (on.kind) {
    case 'entry': {
      const [entry] = await entriesById(hub, actor, [on.id])
      if (entry === undefined) throw notFound('There is no such entry.')
      return entrySubject(looking, entry, await agentName(looking, entry.agent))
    }
    case 'agent':
      return agentSubject(looking, on)
    case 'object':
      return objectSubject(looking, on.id)
    case 'metaverse': {
      if (on.name !== undefined) return objectSubject(looking, await objectMeant(hub, actor, on.name), on.type)
      return metaverseSubject(looking, on.type ?? '')
    }
  }
}

async function agentName({ hub, actor }: Looking, id: number): Promise<string> {
  return (await agentsById(hub, actor, [id]))[0]?.name ?? ''
}

async function agentSubject(looking: Looking, on: ExpressionOn & { kind: 'agent' }): Promise<ExpressionSubject> {
  const { hub, actor } = looking
  const rules = agentRules(looking.rules, on.agent)
  const only = on.objectType === undefined ? {} : { objectType: on.objectType }
  const one = { limit: 1, backwards: false }
  if (on.name !== undefined) {
    for (const search of [{ dn: on.name }, { anchor: on.name }]) {
      const { rows } = await connectorSpaceEntries(hub, actor, on.agent, { search: { ...search, ...only }, page: one })
      if (rows[0] !== undefined) return entrySubject(looking, rows[0], on.agent)
    }
    throw notFound(`${on.agent} has no ${on.objectType ?? 'entry'} with the name or anchor “${on.name}”.`)
  }
  const types = [...rules.types.keys()]
  const objectType = on.objectType ?? (types.length === 1 ? types[0] : undefined)
  if (objectType === undefined)
    throw invalid('An expression sees entries of one type.', `Name it: ${types.join(', ')}.`)
  return { variable: 'cs', attributes: entryAttributes(rules, objectType), objectType, scope: undefined }
}

async function entrySubject(
  { hub, actor, rules }: Looking,
  entry: EntryRow,
  agent: string,
): Promise<ExpressionSubject> {
  const { objectType, dn } = entry
  const attributes = entryAttributes(agentRules(rules, agent), objectType)
  const [images] = await entryImages(hub, actor, [entry.id])
  return { variable: 'cs', attributes, objectType, scope: { attributes: images?.image ?? {}, dn, objectType } }
}

function agentRules({ agents }: RuleSet, name: string): AgentRules {
  const all = [...agents.values()]
  const found = all.find(agent => agent.name === name)
  if (found !== undefined) return found
  throw notFound(
    `There is no agent “${name}”.`,
    didYouMean(
      name,
      all.map(agent => agent.name),
    ),
  )
}

function entryAttributes({ name, types }: AgentRules, objectType: string): ReadonlyMap<string, AttributeDefinition> {
  const found = types.get(objectType)
  if (found !== undefined) return found.attributes
  throw notFound(`${name} has no object type “${objectType}”.`, didYouMean(objectType, types.keys()))
}

async function objectSubject(looking: Looking, id: number, type?: string): Promise<ExpressionSubject> {
  const { hub, actor } = looking
  const [object] = await objectsById(hub, actor, [id])
  if (object === undefined) throw notFound('There is no such metaverse object.')
  if (type !== undefined && type !== object.type)
    throw invalid(`The object is no ${type}, but a ${object.type}.`, `Evaluate on a ${object.type}.`)
  const subject = metaverseSubject(looking, object.type)
  const [values] = await objectValues(hub, actor, [id], undefined)
  return { ...subject, scope: { attributes: values?.attributes ?? NO_ATTRIBUTES, objectType: object.type } }
}

const NO_ATTRIBUTES: Attributes = {}

function metaverseSubject({ rules }: Looking, type: string): ExpressionSubject {
  const { types, attributes: all } = rules.metaverse
  const names = types.get(type)?.attributes
  if (names === undefined) throw unknownType(rules, type)
  const attributes = new Map([...all].filter(([name]) => names.has(name)))
  return { variable: 'mv', attributes, objectType: type, scope: undefined }
}

const notFound = (message: string, hint?: string): ProblemError =>
  new ProblemError({ code: 'request.not-found', message, ...(hint !== undefined && { hint }) })

const invalid = (message: string, hint: string): ProblemError =>
  new ProblemError({ code: 'request.invalid', message, hint })
