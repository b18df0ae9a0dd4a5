import type { AffectedEntries, Affecting } from '../../storage/resynchronization/mark.js'
import type { AgentRequirement, Requirements } from '../requirements.js'

/** What is to be looked for in the database. Agents that are synchronized anyway stand for objects before others. */
export function affectingOf({ requirements, affected }: Requirements, agents: ReadonlyMap<string, number>): Affecting {
  const whole = requirements.filter(needsAll).map(each => each.agent)
  const own = affected.flatMap(({ scope }) =>
    scope.kind === 'objects' || scope.kind === 'failed' ? [] : [scope.agent],
  )
  const all = requirements.map(each => each.agent)
  const preference = [...new Set([...whole, ...all.filter(agent => own.includes(agent)), ...all])]
  return { scopes: affected.map(each => each.scope), agents, preference, except: whole }
}

/** The requirements, now that it is known who has entries that are affected. */
export function settledRequirements(
  { requirements, affected }: Requirements,
  { agents, counts }: { readonly agents: ReadonlyMap<string, number>; readonly counts: readonly AffectedEntries[] },
): AgentRequirement[] {
  return requirements.map(requirement => {
    if (needsAll(requirement)) return requirement
    const { agent } = requirement
    const count = counts.find(each => each.agent === agents.get(agent))
    if (count === undefined) return { agent, needs: 'nothing', because: [] }
    const because = [...new Set(count.scopes.flatMap(place => affected[place]?.reason ?? []))]
    return { agent, needs: 'synchronization', because, entries: count.entries }
  })
}

const needsAll = ({ needs }: AgentRequirement): boolean => needs === 'full-synchronization' || needs === 'full-import'
