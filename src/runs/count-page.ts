import { WITHOUT_DETAIL } from '../model/counter.js'
import type { RuleSet } from '../rules/rule-set.js'
import type { RunDetail } from '../storage/runs/save-details.js'
import type { Committed } from '../storage/sync/commit-page.js'
import { inboundCounter } from '../sync/inbound.js'
import type { PageDecision } from './decide-page.js'
import { tick, type Tally } from './step-context.js'
import { count } from '../model/counter.js'

export interface Counting {
  readonly tally: Tally
  readonly rules: RuleSet
  readonly agent: number
}

/** Counts a page once it is known whose references changed, and says which objects are behind each count. */
export function countPage(decision: PageDecision, committed: Committed, { tally, rules, agent }: Counting): RunDetail[] {
  const details: RunDetail[] = []
  const { workspace } = decision
  for (const done of decision.inbound) {
    const [object] = done.objects.slice(-1)
    const gone = object !== undefined && workspace.object(object).life === 'deleted'
    const flowed = done.flowed || (object !== undefined && committed.changedObjects.has(object))
    const counter = inboundCounter({ situation: done.situation, flowed, gone })
    tick(tally, counter)
    if (!WITHOUT_DETAIL.has(counter)) details.push({ counter, agent, entry: done.entry, dn: workspace.entry(done.entry).dn, ...(object === undefined ? {} : { object }) })
  }
  const exporting = new Set(committed.exporting.map(each => each.entry))
  for (const done of decision.outbound) {
    const counter = exporting.has(done.entry) ? withFlow(done.counter) : done.counter
    exporting.delete(done.entry)
    count(tally.counters, `${counter}@${rules.agents.get(done.agent)?.name ?? done.agent}`)
    const entry = workspace.entry(done.entry)
    if (!WITHOUT_DETAIL.has(counter)) details.push({ counter, agent: done.agent, entry: done.entry, dn: entry.dn, ...(entry.link === undefined ? {} : { object: entry.link.object }) })
  }
  // Connectors of other objects whose references changed because of this page.
  for (const each of committed.exporting.filter(other => exporting.has(other.entry))) {
    count(tally.counters, `outbound-connector-flow@${rules.agents.get(each.agent)?.name ?? each.agent}`)
    details.push({ counter: 'outbound-connector-flow', agent: each.agent, entry: each.entry })
  }
  for (const failure of decision.failed) {
    tick(tally, 'flow-failure')
    tally.errors++
    details.push({ counter: 'flow-failure', agent, entry: failure.entry, dn: workspace.entry(failure.entry).dn })
  }
  return details
}

const withFlow = (counter: PageDecision['outbound'][number]['counter']): typeof counter => {
  switch (counter) {
    case 'provisioned-add-no-flow': return 'provisioned-add-flow'
    case 'provisioned-rename-no-flow': return 'provisioned-rename-flow'
    case 'outbound-connector-no-flow': return 'outbound-connector-flow'
    default: return counter
  }
}
