import { lanesText, nameKey } from '../connector-space/hash.js'
import { type ImageShape, type Incoming, imageShape, toIncoming } from '../connector-space/incoming.js'
import { stageObject } from '../connector-space/stage.js'
import type { AddDelta, Delta } from '../model/delta.js'
import { isValidDn } from '../model/dn.js'
import { invariant } from '../model/invariant.js'
import type { Problem } from '../model/problem.js'
import type { TypeRules } from '../rules/rule-set.js'
import { type FoundEntry, findByName, findEntries, type NamedEntry } from '../storage/import/find-entries.js'
import { heldEntries } from './held-entries.js'
import type { SeenEntries } from './seen.js'
import type { BatchBuilder } from './stage-batch.js'
import { type StepContext, type Tally, tick } from './step-context.js'

/** The image shapes of an agent's object types, made once a step. */
export type Shapes = ReadonlyMap<string, ImageShape>

export const shapesOf = (types: ReadonlyMap<string, TypeRules>): Shapes =>
  new Map([...types].map(([name, type]) => [name, imageShape(type.attributes.values())]))

/** Tells deltas that carry references of some type of the agent. */
export function isReferring(shapes: Shapes): (delta: Delta) => boolean {
  const names = [...shapes.values()].flatMap(shape => shape.references.map(reference => reference.name))
  return delta => {
    const held = delta.kind === 'add' ? delta.attributes : delta.kind === 'modify' ? delta.changes : {}
    return names.some(name => name in held)
  }
}

export interface PageWork {
  readonly context: StepContext
  readonly tally: Tally
  readonly shapes: Shapes
  readonly builder: BatchBuilder
  /** Present in a full import: what was seen, so that what was not can be found. */
  readonly seen: SeenEntries | undefined
}

/** Stages whole objects: an unchanged one costs a hash and a share of one lookup. */
export async function stageObjects(deltas: readonly AddDelta[], work: PageWork): Promise<void> {
  const incoming = acceptable(deltas, work)
  if (incoming.length === 0) return
  const agent = work.context.agent.id
  const found = await findEntries(
    work.context.database,
    agent,
    incoming.map(i => ({ anchor: i.anchor, hash: lanesText(i.lanes) })),
  )
  const changed: { incoming: Incoming; id: number }[] = []
  const unknown: Incoming[] = []
  for (const [i, object] of incoming.entries()) {
    const entry = found[i]
    if (entry === undefined) unknown.push(object)
    else if (isDouble(entry, work)) work.builder.refuse(doubled(object, work), entry.id)
    else if (entry.same) work.builder.unchanged(entry.id)
    else changed.push({ incoming: object, id: entry.id })
  }
  const batch = new Set(found.flatMap(entry => (entry === undefined ? [] : [entry.id])))
  await stageChanged([...changed, ...(await stageUnknown(unknown, work, batch))], work, batch)
}

function acceptable(deltas: readonly AddDelta[], work: PageWork): Incoming[] {
  const objects = new Map<string, Incoming>()
  const names = new Set<string>()
  for (const delta of deltas) {
    const shape = work.shapes.get(delta.objectType)
    const problem = shape === undefined ? undefined : refusal(delta, work)
    if (shape === undefined) tick(work.tally, 'filtered-objects')
    else if (problem !== undefined) work.builder.refuse(problem)
    else {
      const incoming = toIncoming(delta, delta.anchor ?? delta.dn, shape)
      const name = nameKey(incoming.dn)
      if (objects.has(incoming.anchor) || names.has(name)) work.builder.refuse(doubled(incoming, work))
      else {
        objects.set(incoming.anchor, incoming)
        names.add(name)
      }
    }
  }
  return [...objects.values()]
}

function refusal(delta: AddDelta, { context }: PageWork): Problem | undefined {
  const where = {
    agent: context.agent.name,
    dn: delta.dn,
    ...(delta.anchor === undefined ? {} : { anchor: delta.anchor }),
  }
  if (!isValidDn(delta.dn))
    return {
      code: 'invalid-dn',
      message: `“${delta.dn}” is no valid distinguished name.`,
      hint: 'Every component reads type=value.',
      where,
    }
  return undefined
}

// An entry that this very step staged has been reported before; so has one whose bit is set.
function isDouble(entry: FoundEntry, { context, seen }: PageWork): boolean {
  if (seen === undefined) return false
  return entry.step === context.step.id || !seen.add(entry.id)
}

const doubled = (object: Incoming, { context }: PageWork): Problem => ({
  code: 'duplicate-object',
  message: `The source reports “${object.dn}” (anchor ${object.anchor}) twice in one import.`,
  hint: 'The anchor or name is not unique in the source. Choose another anchor, or repair the source.',
  where: { agent: context.agent.name, dn: object.dn, anchor: object.anchor },
})

interface Located {
  readonly incoming: Incoming
  readonly id: number
}

/** Objects of unknown anchor: new, or provisioned by the hub and now seen for the first time. Answers the latter. */
async function stageUnknown(
  unknown: readonly Incoming[],
  work: PageWork,
  batch: ReadonlySet<number>,
): Promise<Located[]> {
  if (unknown.length === 0) return []
  const { context, builder, seen } = work
  const holders = await holdersOf(unknown, work)
  const ours: Located[] = []
  const fresh: Incoming[] = []
  for (const object of unknown) {
    const holder = holders.get(nameKey(object.dn))
    if (holder?.anchor === null && holder.sent) {
      seen?.add(holder.id)
      ours.push({ incoming: object, id: holder.id })
    } else if (isNamesake(holder, work, batch)) builder.refuse(doubled(object, work))
    else fresh.push(object)
  }
  const ids = await context.ids.take(context.database, fresh.length)
  for (const [i, object] of fresh.entries()) {
    const id = ids[i]
    invariant(id !== undefined, 'an id for every new entry')
    seen?.add(id)
    builder.add(id, object)
  }
  return ours
}

const holdersOf = (objects: readonly Incoming[], { context }: PageWork): Promise<Map<string, NamedEntry>> =>
  findByName(
    context.database,
    context.agent.id,
    objects.map(object => nameKey(object.dn)),
  )

// A name that this very import has shown another object to have; within the batch that has been looked at already.
const isNamesake = (holder: NamedEntry | undefined, { seen }: PageWork, batch: ReadonlySet<number>): boolean =>
  holder !== undefined && seen?.has(holder.id) === true && !batch.has(holder.id)

async function stageChanged(changed: readonly Located[], work: PageWork, batch: ReadonlySet<number>): Promise<void> {
  const ids = changed.map(change => change.id)
  const held = await heldEntries(work.context, ids, { whole: ids, named: [] })
  const isMoved = ({ incoming, id }: Located): boolean =>
    held.get(id)?.transient === true || held.get(id)?.dn !== incoming.dn
  const moved = work.seen === undefined ? [] : changed.filter(isMoved).map(each => each.incoming)
  const holders = await holdersOf(moved, work)
  for (const { incoming, id } of changed) {
    const entry = held.get(id)
    const shape = work.shapes.get(incoming.objectType)
    invariant(entry !== undefined && shape !== undefined, `entry ${id} was found and must load`)
    if (isNamesake(holders.get(nameKey(incoming.dn)), work, batch)) work.builder.refuse(doubled(incoming, work), id)
    else work.builder.take(stageObject(incoming, entry, shape), entry, true)
  }
}
