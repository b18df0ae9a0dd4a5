import type { RunStatus } from '../../model/status.js'
import { referenceFlowRules } from '../../rules/reference-flows.js'
import { countGhosts, countObjects, pageGhosts } from '../../storage/operator/ghosts.js'
import { deletionRules } from '../../sync/clearing.js'
import { deleteObjects } from '../delete-objects.js'
import { RunStopped } from '../run-stopped.js'
import { newTally, saveBatch } from '../step-context.js'
import { objectBrake } from './operator-brake.js'
import type { OperatorContext } from './operator-context.js'

const PAGE = 500

/** Deletes the objects that their deletion rules would give up, were they asked now: rules act on events, which may be long past (domain.md 7.3). */
export async function reevaluateDeletionStep(context: OperatorContext): Promise<RunStatus> {
  const { database, rules, step } = context
  const rows = deletionRules(rules, step.definition.metaverseType)
  const total = await countGhosts(database, rows)
  const deletions = { deleted: total, held: await countObjects(database), by: 'The deletion rules' }
  const problem = objectBrake(step.definition, deletions)
  if (problem !== undefined) throw new RunStopped('stopped-deletion-limit', problem)
  const tally = newTally()
  tally.total = total
  const flows = referenceFlowRules(rules)
  for (let after = 0; ; ) {
    const page = await pageGhosts(database, rows, { limit: PAGE, backwards: false, after: [after] })
    const ids = page.rows.map(row => row.id)
    if (ids.length === 0) break
    tally.done += ids.length
    await saveBatch(context, tally, transaction => deleteObjects(transaction, { context, tally, flows }, ids))
    after = ids.at(-1) as number
  }
  if (tally.errors > 0) return 'completed-sync-errors'
  return tally.done === 0 ? 'completed-no-objects' : 'success'
}
