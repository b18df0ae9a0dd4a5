import { mergeExports } from '../connector-space/merge-exports.js'
import { stageDelete } from '../connector-space/stage.js'
import { lockExports } from '../storage/agent-lock.js'
import type { Transaction } from '../storage/database.js'
import { loadHeld } from '../storage/import/load-held.js'
import { countImported, listImported, loadSentDeletes } from '../storage/import/obsolete.js'
import { saveStaged } from '../storage/import/save-staged.js'
import {
  loadUnseenCreations,
  resendCreations,
  stageUnseenDeletes,
  type UnseenCreation,
} from '../storage/import/unseen-creations.js'
import { deletionBrake } from './brakes.js'
import { RunStopped } from './run-stopped.js'
import type { SeenEntries } from './seen.js'
import { batchBuilder } from './stage-batch.js'
import { type StepContext, saveBatch, type Tally } from './step-context.js'

const PAGE = 50_000
const BATCH = 1_000

/**
 * Stages a delete for every entry that a complete read did not show, unless that would be more than the brakes allow:
 * then nothing at all is deleted. An import that saw everything looks at nothing but a count.
 */
export async function obsolete(context: StepContext, tally: Tally, seen: SeenEntries): Promise<void> {
  const { database, agent } = context
  const held = await countImported(database, agent.id)
  if (held > seen.size) await stageUnseen(context, tally, { seen, held })
  await saveBatch(context, tally, async transaction => {
    await lockExports(transaction, [agent.id], 'exclusive')
    await settleUnseen(transaction, agent.id, context.step.id)
  })
}

/**
 * Stages a delete for every entry that a delta import's source did not list, under the same brakes: such a source lists all it has
 * because it cannot tell what was deleted.
 */
export async function obsoleteUnlisted(context: StepContext, tally: Tally, listed: SeenEntries): Promise<void> {
  const held = await countImported(context.database, context.agent.id)
  if (held > listed.size) await stageUnseen(context, tally, { seen: listed, held })
}

/** Exported creations that a complete import does not show are sent again if they are still wanted (domain.md 2.6). */
async function settleUnseen(transaction: Transaction, agent: number, step: number): Promise<void> {
  const unseen = await loadUnseenCreations(transaction, agent)
  const isGoing = ({ sent, planned, linked }: UnseenCreation): boolean =>
    !linked || sent.operation === 'delete' || planned?.operation === 'delete'
  await resendCreations(
    transaction,
    agent,
    unseen
      .filter(each => !isGoing(each))
      .map(({ id, sent, planned }) => ({ id, change: planned === undefined ? sent : mergeExports(sent, planned) })),
  )
  await stageUnseenDeletes(transaction, { agent, step, ids: unseen.filter(isGoing).map(({ id }) => id) })
}

interface Seen {
  readonly seen: SeenEntries
  readonly held: number
}

async function stageUnseen(context: StepContext, tally: Tally, { seen, held }: Seen): Promise<void> {
  const missing = await unseenIds(context, seen)
  if (missing.length === 0) return
  const sent = await loadSentDeletes(context.database, context.agent.id)
  brake(context, { deleted: missing.filter(id => !sent.has(id)).length, held, empty: seen.size === 0 })
  for (let i = 0; i < missing.length; i += BATCH) {
    const ids = missing.slice(i, i + BATCH)
    const entries = await loadHeld(context.database, context.agent.id, ids, { whole: [], named: [] })
    const builder = batchBuilder(
      { agent: context.agent, step: context.step.id, follows: false, doubts: new Map() },
      tally,
    )
    for (const entry of entries.values()) builder.take(stageDelete(entry), entry, true)
    await saveBatch(context, tally, async transaction => {
      await saveStaged(transaction, builder.build())
    })
  }
}

async function unseenIds({ database, agent }: StepContext, seen: SeenEntries): Promise<number[]> {
  const missing: number[] = []
  for (let after = 0; ; ) {
    const ids = await listImported(database, agent.id, after, PAGE)
    for (const id of ids) if (!seen.has(id)) missing.push(id)
    if (ids.length < PAGE) return missing
    after = ids.at(-1) as number
  }
}

function brake(
  { step, agent }: StepContext,
  { deleted, held, empty }: { deleted: number; held: number; empty: boolean },
): void {
  const { deletionLimit, deletionPercent } = step.definition
  const released = deletionLimit === null && deletionPercent === null
  if (empty && deleted > 0 && !released) {
    throw new RunStopped('stopped-deletion-limit', {
      code: 'source.empty',
      message: `The source of agent ${agent.name} answered with no object at all, while the connector space holds ${held}. Nothing was deleted.`,
      hint: 'Check the source, its base and the account’s permissions. If it really is empty, run once with deletionLimit: null and deletionPercent: null.',
      where: { agent: agent.name },
    })
  }
  const problem = deletionBrake(step.definition, { deleted, held, agent: agent.name })
  if (problem !== undefined) throw new RunStopped('stopped-deletion-limit', problem)
}
