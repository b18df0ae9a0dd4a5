import { ProblemError } from '../model/problem.js'
import type { AttributeDefinition } from '../model/value.js'
import type { AgentRules, ExportFlow, RuleSet, TypeRules } from '../rules/rule-set.js'
import type { Visibility } from '../storage/read/graph/plan.js'
import type { Actor } from './actor.js'

/** What somebody sees of the metaverse and of the entries of agents (docs/decisions/0021-who-sees-what.md). */
export interface Sight extends Visibility {
  /** Whether nothing at all is hidden. */
  readonly whole: boolean
  /** The attributes of the metaverse that are hidden. */
  readonly hidden: ReadonlySet<string>
  /** The attributes of an agent's entries that are hidden, whatever their type: an entry may have been of another one. */
  hiddenOf(agent: number): ReadonlySet<string>
}

const NOTHING: ReadonlySet<string> = new Set()

/** What the administrator sees. */
export const WHOLE: Sight = { whole: true, hidden: NOTHING, sees: () => true, hiddenOf: () => NOTHING }

/** Decided here and nowhere else. The administrator sees everything. */
export function visibilityOf({ roles }: Pick<Actor, 'roles'>, rules: Pick<RuleSet, 'metaverse' | 'agents'>): Sight {
  if (roles.includes('administrator')) return WHOLE
  const isHidden = ({ visibleTo }: AttributeDefinition): boolean =>
    visibleTo !== undefined && !roles.some(role => visibleTo.includes(role))
  const hidden = namesOf(rules.metaverse.attributes, isHidden)
  const agents = new Map([...rules.agents].map(([id, agent]) => [id, hiddenOfAgent(agent, hidden, isHidden)]))
  if (hidden.size === 0 && [...agents.values()].every(names => names.size === 0)) return WHOLE
  return {
    whole: false,
    hidden,
    sees: attribute => !hidden.has(attribute),
    hiddenOf: agent => agents.get(agent) ?? NOTHING,
  }
}

type IsHidden = (attribute: AttributeDefinition) => boolean

const namesOf = (attributes: ReadonlyMap<string, AttributeDefinition>, isHidden: IsHidden): ReadonlySet<string> =>
  new Set([...attributes.values()].filter(isHidden).map(({ name }) => name))

const hiddenOfAgent = ({ types }: AgentRules, hidden: ReadonlySet<string>, isHidden: IsHidden): ReadonlySet<string> =>
  new Set([...types.values()].flatMap(type => [...hiddenOfType(type, hidden, isHidden)]))

function hiddenOfType(type: TypeRules, hidden: ReadonlySet<string>, isHidden: IsHidden): ReadonlySet<string> {
  const names = new Set(namesOf(type.attributes, isHidden))
  for (const { metaverseAttribute, source } of [...type.importFlows.values()].flat())
    if (source.kind === 'direct' && hidden.has(metaverseAttribute)) names.add(source.attribute)
  for (const flow of [...type.exportFlows.values()].flat())
    if (readsOf(flow).some(attribute => hidden.has(attribute))) names.add(flow.attribute)
  return names
}

function readsOf({ source }: ExportFlow): readonly string[] {
  switch (source.kind) {
    case 'direct':
      return [source.attribute]
    case 'expression':
      return [...source.expression.reads]
    case 'extension':
      return source.reads
    default:
      return []
  }
}

/** An image or a change without what is hidden. */
export const withoutHidden = <T>(
  attributes: Readonly<Record<string, T>>,
  hidden: ReadonlySet<string>,
): Readonly<Record<string, T>> =>
  hidden.size === 0 ? attributes : Object.fromEntries(Object.entries(attributes).filter(([name]) => !hidden.has(name)))

/** Refuses what shows values of whatever kind, to whom some are hidden. @throws ProblemError `access.denied` */
export function demandWhole({ whole }: Sight, what: string): void {
  if (whole) return
  throw new ProblemError({
    code: 'access.denied',
    message: `${what} may show attributes that are not yours to see.`,
    hint: 'Use a key that sees every attribute.',
  })
}
