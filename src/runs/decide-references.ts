import { DEFAULT_BATCH_SIZE } from '../model/step.js'
import { lockExports } from '../storage/agent-lock.js'
import { compareReferences, listUndecided } from '../storage/import/decide-references.js'
import { type StepContext, saveBatch, type Tally } from './step-context.js'

const PAGE = 50_000

/**
 * Decides at the end of a complete read whether exported references came back (domain.md 2.6): a source may show a reference by
 * a new name before it shows whose name that is. Answers the entries that do not show what was exported.
 */
export async function decideReferences(context: StepContext, tally: Tally): Promise<number[]> {
  const { database, agent, step } = context
  const size = step.definition.batchSize ?? DEFAULT_BATCH_SIZE
  const contradicted: number[] = []
  for (let after = 0; ; ) {
    const ids = await listUndecided(database, { agent: agent.id, step: step.id }, after, PAGE)
    for (let i = 0; i < ids.length; i += size) {
      const entries = ids.slice(i, i + size)
      contradicted.push(
        ...(await saveBatch(context, tally, async transaction => {
          await lockExports(transaction, [agent.id], 'exclusive')
          return compareReferences(transaction, { agent: agent.id, step: step.id, entries })
        })),
      )
    }
    if (ids.length < PAGE) return contradicted
    after = ids.at(-1) as number
  }
}
