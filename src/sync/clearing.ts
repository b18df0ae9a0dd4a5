import type { DeletionRule } from '../metaverse/schema.js'
import type { RuleSet } from '../rules/rule-set.js'

/** The rules while an agent's connector space is cleared: nothing is provisioned into what is about to be empty. */
export function withoutProvisioningTo(rules: RuleSet, agent: number): RuleSet {
  const provision = rules.extension?.provision
  return {
    ...rules,
    provisioning: new Map(
      [...rules.provisioning].map(([type, all]) => [type, all.filter(each => each.agent !== agent)]),
    ),
    extension: rules.extension && {
      ...rules.extension,
      provision: provision && (object => provision(object).filter(each => each.kind !== 'add' || each.agent !== agent)),
    },
  }
}

/** Deletion rules as rows: the agents that each speaks of. */
export const deletionRules = (rules: RuleSet, only?: string) =>
  [...rules.metaverse.types.values()]
    .filter(({ name }) => only === undefined || name === only)
    .map(({ name, deletion }) => ({ type: name, kind: deletion.type, agents: [...agentsOf(deletion)] }))

function agentsOf(rule: DeletionRule): ReadonlySet<number> {
  switch (rule.type) {
    case 'declared-last':
      return rule.ignore
    case 'declared-any':
      return rule.agents
    case 'scripted':
      return new Set()
  }
}
