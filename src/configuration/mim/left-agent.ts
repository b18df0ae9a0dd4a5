import type { Ledger, Rule } from './ledger.js'
import type { MimAgent, Placed } from './model.js'
import type { RuleKind } from './report.js'

export const LEFT_AGENT = 'The MIM Service is a portal, and the hub has none: its agent is left out.'

/** Accounts for the rules of an agent that is left out. */
export function leaveAgent(agent: MimAgent, ledger: Ledger): void {
  const leave = (kind: RuleKind, of: string, title: string, { place }: Placed) => {
    const rule: Rule = { agent: agent.name, kind, of, title, place }
    ledger.left(rule, LEFT_AGENT)
  }
  for (const filter of agent.filters)
    for (const each of filter.alternatives ?? [filter])
      leave('filter', filter.objectType, `of ${filter.objectType}`, each)
  for (const join of agent.joins) leave('join', join.objectType, `of ${join.objectType}`, join)
  for (const each of agent.projections) leave('projection', each.objectType, `of ${each.objectType}`, each)
  for (const { objectType, metaverseType, attribute, place } of agent.exportFlows)
    leave('export flow', `${objectType} → ${metaverseType}`, `${metaverseType} to ${objectType}.${attribute}`, {
      place,
    })
  leave('deprovisioning', '', agent.deprovisioning.action ?? 'scripted', agent.deprovisioning)
  for (const profile of agent.runProfiles) leave('run profile', '', profile.name, profile)
  ledger.decide(
    agent.place,
    `${agent.name} is the agent of the MIM Service, and is left out`,
    'Let another source give what people entered in the portal: a database, a file, or a program (docs/command-connector.md).',
  )
}
