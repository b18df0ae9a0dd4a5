import { withoutRepeats } from '../connector-space/delta-keys.js'
import type { Page, ReadRequest, Session } from '../connectors/connector.js'
import type { AddDelta, Changes, DeleteDelta, Delta } from '../model/delta.js'
import { invariant } from '../model/invariant.js'
import type { Problem } from '../model/problem.js'
import type { RunStatus } from '../model/status.js'
import { DEFAULT_BATCH_SIZE, ERROR_LIMIT } from '../model/step.js'
import { loadCheckpoint } from '../storage/import/checkpoint.js'
import { findAnchored } from '../storage/import/find-anchored.js'
import { countImported, countTransient, loadSentDeletes } from '../storage/import/obsolete.js'
import { type Confirmation, saveStaged } from '../storage/import/save-staged.js'
import { rowsOf, type StagedBatch } from '../storage/import/staged-batch.js'
import { loadWatermark, saveImported } from '../storage/import/watermark.js'
import { clearImportProblems } from '../storage/runs/save-problems.js'
import { refreshAgentStatistics } from '../storage/sync/refresh-statistics.js'
import { deletionBrake } from './brakes.js'
import { decideReferences } from './decide-references.js'
import { type Checkpoint, type DeltaPlace, deltaPlace, ToldOtherwise } from './delta-place.js'
import { obsolete, obsoleteUnlisted } from './obsolete.js'
import { type PostponedDeletions, postponedDeletions } from './postponed-deletions.js'
import { RunStopped } from './run-stopped.js'
import { SeenEntries } from './seen.js'
import { batchBuilder } from './stage-batch.js'
import { stageDeltas } from './stage-deltas.js'
import { isReferring, type Shapes, shapesOf, stageObjects } from './stage-page.js'
import { newTally, type StepContext, saveSized, type Tally, tick } from './step-context.js'

/** How often an import in which nothing changes says how far it is. */
const PROGRESS_MS = 250

interface Import {
  readonly context: StepContext
  readonly tally: Tally
  readonly shapes: Shapes
  readonly seen: SeenEntries | undefined
  /** What a delta import's source lists as present, because it cannot tell what was deleted. */
  readonly listed: SeenEntries
  /** Deletions of a delta import, staged together at its end, so that the brake holds before the first. */
  readonly deletions: PostponedDeletions
  readonly place: DeltaPlace
  /** What was sent and did not come back, by entry. */
  readonly doubts: Map<number, Changes>
  /** When counters were saved last, and whether anything was counted since. */
  savedAt: number
  unsaved: boolean
}

/** Reads the source into the connector space (domain.md 2.1). Only a complete read obsoletes anything. */
export async function importStep(context: StepContext): Promise<RunStatus> {
  const mode = context.step.definition.type === 'full-import' ? 'full' : 'delta'
  const types = context.rules.agents.get(context.agent.id)?.types ?? new Map()
  const watermark = mode === 'delta' ? await requiredWatermark(context) : undefined
  const checkpoint = mode === 'delta' ? await loadCheckpoint(context.database, context.agent.id) : undefined
  const begin = (from: Checkpoint | undefined): Import => newImport(context, shapesOf(types), from)
  await using session = await context.agent.connector.open(context.agent.settings, {
    folder: context.agent.folder,
    signal: context.signal,
    ...(context.agent.trace && { trace: context.agent.trace }),
    types: [...types.values()].map(type => ({ name: type.objectType, attributes: [...type.attributes.values()] })),
  })
  const { work, end } = await readFrom(session, {
    attempts: checkpoint === undefined ? [begin(undefined)] : [begin(checkpoint), begin(undefined)],
    request: {
      mode,
      pageSize: context.step.definition.batchSize ?? DEFAULT_BATCH_SIZE,
      signal: context.signal,
      ...(watermark === undefined ? {} : { watermark }),
    },
  })
  if (work.seen !== undefined)
    for (const id of await decideReferences(context, work.tally)) work.doubts.set(id, work.doubts.get(id) ?? {})
  await stageDeletions(work)
  if (end.listed) await obsoleteUnlisted(context, work.tally, work.listed)
  await refreshStatistics(work)
  const clean = work.tally.errors === 0
  if (work.seen !== undefined && clean) await obsolete(context, work.tally, work.seen)
  const whole = work.seen !== undefined && clean
  work.tally.checkpoint = undefined
  await saveSized(context, { tally: work.tally, size: 0 }, async transaction => {
    await saveImported(transaction, context.agent.id, { watermark: end.watermark, whole })
    if (whole) await clearImportProblems(transaction, context.agent.id, context.step.id)
  })
  return resultOf(work)
}

function newImport(context: StepContext, shapes: Shapes, checkpoint: Checkpoint | undefined): Import {
  return {
    context,
    tally: { ...newTally(), checkpoint },
    shapes,
    seen: context.step.definition.type === 'full-import' ? new SeenEntries() : undefined,
    listed: new SeenEntries(),
    deletions: postponedDeletions(),
    place: deltaPlace(checkpoint),
    doubts: new Map(),
    savedAt: performance.now(),
    unsaved: false,
  }
}

interface Reading {
  /** From where the import was interrupted; should the source tell something else by now, from the watermark on. */
  readonly attempts: readonly Import[]
  readonly request: ReadRequest
}

async function readFrom(
  session: Session,
  { attempts: [work, ...others], request }: Reading,
): Promise<{ work: Import; end: NonNullable<Page['end']> }> {
  invariant(work !== undefined, 'there is a way to read')
  try {
    return { work, end: await readAll(session, work, request) }
  } catch (error) {
    if (!(error instanceof ToldOtherwise) || others.length === 0) throw error
    return readFrom(session, { attempts: others, request })
  }
}

async function requiredWatermark(context: StepContext): Promise<string> {
  const watermark = await loadWatermark(context.database, context.agent.id)
  if (watermark !== undefined) return watermark
  throw new RunStopped('no-start-full-import-required', {
    code: 'source.watermark-missing',
    message: `Agent ${context.agent.name} has no point from which a delta import could go on.`,
    hint: 'Run a full import first.',
    where: { agent: context.agent.name },
  })
}

async function readAll(session: Session, work: Import, request: ReadRequest): Promise<NonNullable<Page['end']>> {
  let saving: Promise<void> = Promise.resolve()
  let end: Page['end']
  try {
    // The next page is read while the last one is saved.
    for await (const page of session.read(request)) {
      await saving
      saving = savePage(page, work)
      saving.catch(() => undefined)
      if (page.end !== undefined) end = page.end
    }
    await saving
    if (end === undefined) throw cutOff(work.context)
    work.place.end()
    if (work.unsaved) await save(work)
    return end
  } catch (error) {
    await saving
    // What was counted since the last save is part of how the step ended. If that fails too, the source's trouble is what is told.
    if (work.unsaved) await save(work).catch(() => undefined)
    throw error
  }
}

const cutOff = ({ agent }: StepContext): RunStopped =>
  new RunStopped('stopped-import-read', {
    code: 'source.cut-off',
    message: 'The source stopped before the end of its data.',
    hint: 'Nothing was deleted. Run the import again.',
    where: { agent: agent.name },
  })

async function savePage(
  { deltas, problems = [], filtered = 0, gone = [], present = [] }: Page,
  work: Import,
): Promise<void> {
  tick(work.tally, 'filtered-objects', filtered)
  if (work.seen !== undefined) {
    await saveDeltas(deltas, work, problems)
    return
  }
  await saveChanges(deltas, work, problems)
  if (gone.length > 0) await saveChanges(await deletionsOf(gone, work), work, [])
  for (const { id } of await findAnchored(work.context.database, work.context.agent.id, present)) work.listed.add(id)
}

async function deletionsOf(gone: readonly string[], { context, tally }: Import): Promise<DeleteDelta[]> {
  const held = await findAnchored(context.database, context.agent.id, gone)
  tick(tally, 'filtered-deletions', gone.length - held.length)
  return held.map(({ anchor, dn, objectType }) => ({ kind: 'delete', anchor, dn, objectType }))
}

async function saveChanges(deltas: readonly Delta[], work: Import, problems: readonly Problem[]): Promise<void> {
  const hasty = work.deletions.hasty
  const news = work.place.skip(work.deletions.sift(deltas))
  if (work.deletions.hasty > hasty) await holdBrake(work, hasty)
  const [first = [], ...parts] = withoutRepeats(news, isReferring(work.shapes))
  await saveNews(first, work, problems)
  for (const part of parts) await saveNews(part, work, [])
}

async function saveNews(deltas: readonly Delta[], work: Import, problems: readonly Problem[]): Promise<void> {
  if (deltas.length > 0) {
    work.place.pass(deltas)
    work.tally.checkpoint = work.place.checkpoint
  }
  await saveDeltas(deltas, work, problems)
}

async function saveDeltas(deltas: readonly Delta[], work: Import, problems: readonly Problem[]): Promise<void> {
  const { context, tally } = work
  const builder = batchBuilder(
    { agent: context.agent, step: context.step.id, follows: work.seen === undefined, doubts: work.doubts },
    tally,
  )
  for (const problem of problems) builder.refuse(problem)
  const page = { context, tally, shapes: work.shapes, builder, seen: work.seen }
  if (work.seen === undefined) await stageDeltas(deltas, page)
  else
    await stageObjects(
      deltas.filter((delta): delta is AddDelta => delta.kind === 'add'),
      page,
    )
  tally.done += deltas.length
  work.unsaved = true
  if (builder.changes > 0) await save(work, builder.build())
  else if (performance.now() - work.savedAt >= PROGRESS_MS || isAtObjectLimit(work)) await save(work)
  checkLimits(work)
}

/** Saves the counters, with the batch that they count if there is anything of it to save. */
async function save(work: Import, batch?: StagedBatch): Promise<void> {
  let confirmation: Confirmation | undefined
  const size = batch === undefined ? 0 : rowsOf(batch)
  await saveSized(work.context, { tally: work.tally, size }, async transaction => {
    if (batch !== undefined) confirmation = await saveStaged(transaction, batch)
  })
  for (const id of confirmation?.contradicted ?? []) work.doubts.set(id, work.doubts.get(id) ?? {})
  for (const id of confirmation?.reassured ?? []) work.doubts.delete(id)
  work.savedAt = performance.now()
  work.unsaved = false
}

async function stageDeletions(work: Import): Promise<void> {
  const deletions = work.deletions.all()
  if (deletions.length === 0) return
  await holdBrake(work, work.deletions.hasty)
  for (let i = 0; i < deletions.length; i += DEFAULT_BATCH_SIZE) {
    for (const part of withoutRepeats(deletions.slice(i, i + DEFAULT_BATCH_SIZE), () => false))
      await saveDeltas(part, work, [])
  }
}

/** @param staged how many of the deletions are staged already, and no longer among what is held */
async function holdBrake({ context, deletions }: Import, staged: number): Promise<void> {
  const { database, agent } = context
  const held = await countImported(database, agent.id)
  const sent = await loadSentDeletes(database, agent.id)
  const problem = deletionBrake(context.step.definition, {
    deleted: Math.max(0, deletions.count - sent.size),
    held: held + staged,
    agent: agent.name,
  })
  if (problem !== undefined) throw new RunStopped('stopped-deletion-limit', problem)
}

/** After an import that brought much, the planner is told; autovacuum would, but a minute later. */
async function refreshStatistics({ context, tally }: Import): Promise<void> {
  const staged = (tally.counters['stage-add'] ?? 0) + (tally.counters['stage-update'] ?? 0)
  if (staged > DEFAULT_BATCH_SIZE) await refreshAgentStatistics(context.database, context.agent.id)
}

function isAtObjectLimit({ context, tally }: Pick<Import, 'context' | 'tally'>): boolean {
  return tally.done >= (context.step.definition.objectLimit ?? Number.POSITIVE_INFINITY)
}

function checkLimits({ context, tally }: Import): void {
  const where = { agent: context.agent.name }
  if (tally.errors >= ERROR_LIMIT) {
    throw new RunStopped('stopped-error-limit', {
      code: 'run.error-limit',
      message: `${tally.errors} objects could not be staged.`,
      hint: 'Look at the problems of this agent; the first of them usually explains all.',
      where,
    })
  }
  if (isAtObjectLimit({ context, tally })) {
    const limit = context.step.definition.objectLimit
    throw new RunStopped('stopped-object-limit', {
      code: 'run.object-limit',
      message: `The step stopped after ${tally.done} objects, as its objectLimit ${limit} says.`,
      hint: 'What was staged stays. Nothing was deleted.',
      where,
    })
  }
}

async function resultOf({ context, tally, doubts }: Import): Promise<RunStatus> {
  if (tally.errors > 0) return 'completed-discovery-errors'
  if ((await countTransient(context.database, context.agent.id)) > 0) return 'completed-transient-objects'
  if (doubts.size > 0) return 'completed-warnings'
  if (tally.done === 0 && (tally.counters['stage-delete'] ?? 0) === 0) return 'completed-no-objects'
  return 'success'
}
