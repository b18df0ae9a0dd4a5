import type { AffectedEntries, Affecting } from '../../storage/resynchronization/mark.js'
import type { AgentRequirement, Requirements } from '../requirements.js'
import type { Affected } from './affected.js'

/** What is to be looked for in the database. Agents that are synchronized anyway stand for objects before others. */
export function affectingOf({ requirements, affected }: Requirements, agents: ReadonlyMap<string, number>): Affecting {
  const whole = requirements.filter(needsAll).map(each => each.agent)
  const own = affected.flatMap(({ scope }) =>
    scope.kind === 'objects' || scope.kind === 'failed' ? [] : [scope.agent],
  )
  const all = requirements.map(each => each.agent)
  const preference = [...new Set([...whole, ...all.filter(agent => own.includes(agent)), ...all])]
  return { scopes: distinctScopes(affected).map(([scope]) => scope), agents, preference, except: whole }
}

/** The requirements, now that it is known who has entries that are affected. */
export function settledRequirements(
  { requirements, affected }: Requirements,
  { agents, counts }: { readonly agents: ReadonlyMap<string, number>; readonly counts: readonly AffectedEntries[] },
): AgentRequirement[] {
  const scopes = distinctScopes(affected)
  return requirements.map(requirement => {
    if (needsAll(requirement)) return requirement
    const { agent } = requirement
    const count = counts.find(each => each.agent === agents.get(agent))
    if (count === undefined) return { agent, needs: 'nothing', because: [] }
    const because = [...new Set(count.scopes.flatMap(place => scopes[place]?.[1] ?? []))]
    return { agent, needs: 'synchronization', because, entries: count.entries }
  })
}

/** Scopes with their reasons: what many changes affect is looked for once. */
function distinctScopes(affected: readonly Affected[]): [Affected['scope'], string[]][] {
  const found = new Map<string, [Affected['scope'], string[]]>()
  for (const { scope, reason } of affected) {
    const key = JSON.stringify(scope)
    const held = found.get(key)
    if (held === undefined) found.set(key, [scope, [reason]])
    else held[1].push(reason)
  }
  return [...found.values()]
}

const needsAll = ({ needs }: AgentRequirement): boolean => needs === 'full-synchronization' || needs === 'full-import'
