import { type Counter, count, WITHOUT_DETAIL } from '../model/counter.js'
import type { RuleSet } from '../rules/rule-set.js'
import type { RunDetail } from '../storage/runs/save-details.js'
import type { Committed } from '../storage/sync/page-commit.js'
import { inboundCounter } from '../sync/inbound-counter.js'
import type { Outbound } from '../sync/outbound.js'
import type { PageDecision } from './decide-page.js'
import { type Tally, tick } from './step-context.js'

export interface Counting {
  readonly tally: Tally
  readonly rules: RuleSet
  readonly agent: number
}

/** Counts a page once it is known whose references changed, and says which objects are behind each count. */
export function countPage(decision: PageDecision, committed: Committed, counting: Counting): RunDetail[] {
  return [
    ...countInbound(decision, committed, counting),
    ...countOutbound(decision, committed, counting),
    ...countFailures(decision, counting),
  ]
}

function countInbound(
  { inbound, workspace }: PageDecision,
  committed: Committed,
  { tally, agent }: Counting,
): RunDetail[] {
  return inbound.flatMap(done => {
    const object = done.objects.at(-1)
    const gone = object !== undefined && workspace.object(object).life === 'deleted'
    const flowed = done.flowed || (object !== undefined && committed.changedObjects.has(object))
    const counter = inboundCounter({ situation: done.situation, flowed, gone })
    tick(tally, counter)
    return detailOf({ counter, agent, entry: done.entry, object, dn: workspace.entry(done.entry).dn })
  })
}

/** Counts what a page did to connectors. */
export function countOutbound(
  decision: Pick<PageDecision, 'outbound' | 'workspace'>,
  committed: Committed,
  { tally, rules }: Counting,
): RunDetail[] {
  const exporting = new Map(committed.exporting.map(each => [each.entry, each.agent]))
  const tickFor = (agent: number, counter: string): void =>
    count(tally.counters, `${counter}@${rules.agents.get(agent)?.name ?? agent}`)
  const own = decision.outbound.flatMap(done => {
    const counter = exporting.delete(done.entry) ? withFlow(done.counter) : done.counter
    tickFor(done.agent, counter)
    const entry = decision.workspace.entry(done.entry)
    return detailOf({ counter, agent: done.agent, entry: done.entry, object: entry.link?.object, dn: entry.dn })
  })
  // Connectors of other objects whose references changed because of this page.
  const others = [...exporting].flatMap(([entry, agent]) => {
    tickFor(agent, 'outbound-connector-flow')
    return detailOf({ counter: 'outbound-connector-flow', agent, entry, object: undefined, dn: undefined })
  })
  return [...own, ...others]
}

function countFailures({ failed, workspace }: PageDecision, { tally, agent }: Counting): RunDetail[] {
  tally.errors += failed.length
  tick(tally, 'flow-failure', failed.length)
  return failed.flatMap(({ entry }) =>
    detailOf({ counter: 'flow-failure', agent, entry, object: undefined, dn: workspace.entry(entry).dn }),
  )
}

interface Behind {
  readonly counter: Counter
  readonly agent: number
  readonly entry: number
  readonly object: number | undefined
  readonly dn: string | undefined
}

const detailOf = ({ counter, agent, entry, object, dn }: Behind): RunDetail[] =>
  WITHOUT_DETAIL.has(counter)
    ? []
    : [{ counter, agent, entry, ...(object === undefined ? {} : { object }), ...(dn === undefined ? {} : { dn }) }]

function withFlow(counter: Outbound['counter']): Outbound['counter'] {
  switch (counter) {
    case 'provisioned-add-no-flow':
      return 'provisioned-add-flow'
    case 'provisioned-rename-no-flow':
      return 'provisioned-rename-flow'
    case 'outbound-connector-no-flow':
      return 'outbound-connector-flow'
    default:
      return counter
  }
}
