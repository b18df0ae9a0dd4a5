import type { ExportChange } from '../connector-space/entry.js'
import { nameKey } from '../connector-space/hash.js'
import { mergeExports } from '../connector-space/merge-exports.js'
import type { DeltaResult } from '../connectors/connector.js'
import type { ExportCounter } from '../model/counter.js'
import { depthOf } from '../model/dn.js'
import { referenceFlowRules } from '../rules/reference-flows.js'
import { lockExports } from '../storage/agent-lock.js'
import { type ReplacedEntry, saveReplaced } from '../storage/export/save-replaced.js'
import { type ExportResults, loadPlanned, type SentEntry, saveResults } from '../storage/export/save-results.js'
import type { TakenEntry } from '../storage/export/take-batch.js'
import { clearFailures, saveDetails } from '../storage/runs/save-details.js'
import { clearProblems, saveProblems } from '../storage/runs/save-problems.js'
import { type StepContext, saveBatch, type Tally, tick } from './step-context.js'

/** What an export step works with, whatever its phase. */
export interface ExportWork {
  readonly context: StepContext
  readonly tally: Tally
  /** Entries whose delete-add is half done in this step. */
  readonly replaced: Set<number>
}

/** A change that is to be sent, with what was planned after it. */
export const onTop = (first: TakenEntry['change'], second: TakenEntry['change'] | undefined): TakenEntry['change'] =>
  second === undefined ? first : mergeExports(first, second)

export interface Outcome {
  readonly entry: TakenEntry
  readonly result: DeltaResult
}

/** Records what became of a batch; `again` is a second try, which corrects what the first was counted as. */
export async function recordResults(
  { context, tally, replaced }: ExportWork,
  outcomes: readonly Outcome[],
  again: boolean,
): Promise<void> {
  const { agent, step, rules } = context
  const refused = outcomes.filter(({ result }) => !result.ok)
  const accepted = outcomes.filter(({ result }) => result.ok)
  const halves = accepted.filter(({ entry }) => entry.change.operation === 'delete-add')
  const sent = accepted.filter(({ entry }) => entry.change.operation !== 'delete-add')
  if (!again) tally.done += outcomes.length - halves.length
  const counterOf = (entry: TakenEntry): ExportCounter =>
    replaced.has(entry.id) ? 'export-delete-add' : ownCounter(entry)
  for (const { entry } of sent) tick(tally, counterOf(entry))
  for (const { entry } of halves) replaced.add(entry.id)
  if (again) correct(tally, accepted.length)
  else tick(tally, 'export-failure', refused.length)
  if (!again) tally.errors += refused.length
  const sentIds = accepted.map(({ entry }) => entry.id)
  await saveBatch(context, tally, async transaction => {
    await lockExports(transaction, [agent.id], 'exclusive')
    const planned = await loadPlanned(
      transaction,
      agent.id,
      [...refused, ...halves].map(({ entry }) => entry.id),
    )
    const results: ExportResults = {
      agent: agent.id,
      step: step.id,
      sent: sent.map(sentEntry),
      refused: refused.map(({ entry }) => {
        const change = onTop(entry.change, planned.get(entry.id))
        return { id: entry.id, change, depth: depthOf(change.dn ?? entry.dn) }
      }),
    }
    await saveResults(transaction, results)
    await saveReplaced(transaction, {
      agent: agent.id,
      step: step.id,
      entries: halves.map(({ entry }) => replacedEntry(entry, planned.get(entry.id))),
      flows: referenceFlowRules(rules).exports,
    })
    const details = [...refused, ...sent].map(({ entry, result }) => ({
      counter: result.ok ? counterOf(entry) : 'export-failure',
      agent: agent.id,
      entry: entry.id,
      dn: entry.dn,
    }))
    if (again) await clearFailures(transaction, step.id, sentIds)
    await saveDetails(
      transaction,
      step.id,
      again ? details.filter(detail => detail.counter !== 'export-failure') : details,
    )
    const problems = refused.flatMap(({ entry, result }) =>
      result.ok ? [] : [{ entry: entry.id, place: '', problem: result.problem }],
    )
    await saveProblems(transaction, { phase: 'export', agent: agent.id, step: step.id, problems })
    await clearProblems(transaction, {
      phase: 'export',
      agent: agent.id,
      step: again ? -1 : step.id,
      entries: sentIds,
    })
  })
}

// A second try that went well was no failure after all.
function correct(tally: Tally, cured: number): void {
  tally.errors -= cured
  tick(tally, 'export-failure', -cured)
}

// What was planned while the old object was being deleted is what the new one is created with.
function replacedEntry({ id, dn, objectType, change }: TakenEntry, planned: ExportChange | undefined): ReplacedEntry {
  const latest = planned?.operation === 'delete-add' ? planned : change
  const name = latest.dn ?? dn
  return {
    id,
    dn: name,
    key: nameKey(name),
    oldKey: nameKey(dn),
    objectType: latest.objectType ?? objectType,
    depth: depthOf(name),
    change: latest,
  }
}

function ownCounter({ change, dn }: TakenEntry): ExportCounter {
  if (change.operation === 'update')
    return change.dn !== undefined && change.dn !== dn ? 'export-rename' : 'export-update'
  return change.operation === 'add'
    ? 'export-add'
    : change.operation === 'delete'
      ? 'export-delete'
      : 'export-delete-add'
}

function sentEntry({ entry, result }: Outcome): SentEntry {
  const { change, dn } = entry
  const renamed = change.operation === 'update' && change.dn !== undefined && change.dn !== dn
  return {
    id: entry.id,
    change: entry.unconfirmed === undefined ? change : mergeExports(entry.unconfirmed, change),
    depth: depthOf(change.dn ?? dn),
    anchor: result.ok ? result.anchor : undefined,
    renamed: renamed ? { dn: change.dn as string, key: nameKey(change.dn as string), oldKey: nameKey(dn) } : undefined,
  }
}
