import { referenceFlowRules } from '../../rules/reference-flows.js'
import type { RuleSet } from '../../rules/rule-set.js'
import type { Transaction } from '../../storage/database.js'
import { createIdSource } from '../../storage/ids.js'
import type { FoundEntry } from '../../storage/operator/find-entry.js'
import { loadReferenceOutcomes } from '../../storage/preview/standing.js'
import { newTrace } from '../../sync/trace.js'
import { type DonePage, decideAndCommit } from '../decide-and-commit.js'
import { newTally } from '../step-context.js'
import { type PreviewMode, type Rehearsal, standingsOf } from './preview.js'

/** Connectors of other objects, whose references change in passing: so many are told of. */
const OTHERS = 500

export interface RehearsalWork {
  readonly transaction: Transaction
  readonly rules: RuleSet
  readonly found: FoundEntry
  readonly mode: PreviewMode
  readonly step: number
}

/** Synchronizes one entry within the transaction, as a page of its own, and reads what has come of it. */
export async function rehearse({ transaction, rules, found, mode, step }: RehearsalWork): Promise<Rehearsal> {
  const trace = newTrace()
  const tally = newTally()
  const done = await decideAndCommit(transaction, {
    rules,
    agent: found.agent,
    step,
    idSource: createIdSource(),
    tally,
    full: mode === 'full',
    flows: referenceFlowRules(rules),
    ids: [found.id],
    last: true,
    trace,
  })
  const [failed] = done.decision.failed
  const involved = {
    ...involvedIn(done, found),
    events: trace.events,
    counters: tally.counters,
    problem: failed?.problem,
  }
  const references = await loadReferenceOutcomes(transaction)
  return { ...involved, references, after: await standingsOf(transaction, involved) }
}

function involvedIn({ decision, content, committed }: DonePage, found: FoundEntry) {
  const { workspace, inbound, outcome } = decision
  const objects = new Set([
    ...(found.object === undefined ? [] : [found.object]),
    ...inbound.flatMap(each => each.objects),
    ...outcome.objects.map(each => each.id),
    ...committed.changedObjects.keys(),
  ])
  const isLinked = (object: number | undefined): boolean => object !== undefined && objects.has(object)
  const entries = new Set([
    found.id,
    ...content.entries.filter(entry => isLinked(entry.link?.object)).map(entry => entry.id),
    ...[...workspace.entries.values()].filter(entry => isLinked(entry.link?.object)).map(entry => entry.id),
    ...committed.exporting.slice(0, OTHERS).map(each => each.entry),
  ])
  return { objects: [...objects], entries: [...entries] }
}
