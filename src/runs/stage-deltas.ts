import { namedReferences } from '../connector-space/delta-keys.js'
import type { HeldEntry } from '../connector-space/entry.js'
import { nameKey } from '../connector-space/hash.js'
import { stageDelete, stageModify } from '../connector-space/stage.js'
import type { AddDelta, DeleteDelta, Delta, ModifyDelta } from '../model/delta.js'
import { findByName, findEntries } from '../storage/import/find-entries.js'
import type { WantedReferences } from '../storage/import/load-held.js'
import { heldEntries } from './held-entries.js'
import { type PageWork, stageObjects } from './stage-page.js'
import { tick } from './step-context.js'

type Change = ModifyDelta | DeleteDelta
const NO_HASH = '0'.repeat(32)

/** Stages one part of a delta import, in which every object comes up once (domain.md 2.1). */
export async function stageDeltas(deltas: readonly Delta[], work: PageWork): Promise<void> {
  await stageObjects(
    deltas.filter((delta): delta is AddDelta => delta.kind === 'add'),
    work,
  )
  const changes = deltas.filter((delta): delta is Change => delta.kind !== 'add')
  if (changes.length === 0) return
  const ids = await locate(changes, work)
  const known = [...new Set(ids.filter(id => id !== undefined))]
  const held = await heldEntries(work.context, known, wantedReferences(changes, ids, work))
  for (const [i, change] of changes.entries()) {
    const id = ids[i]
    stageOne(change, id === undefined ? undefined : held.get(id), work)
  }
}

async function locate(changes: readonly Change[], { context }: PageWork): Promise<(number | undefined)[]> {
  const { database, agent } = context
  const byAnchor = await findEntries(
    database,
    agent.id,
    changes.map(change => ({ anchor: change.anchor ?? '', hash: NO_HASH })),
  )
  const missing = changes.flatMap((change, i) => (byAnchor[i] === undefined ? [nameKey(change.dn)] : []))
  const byName = await findByName(database, agent.id, missing)
  return changes.map((change, i) => {
    const named = byName.get(nameKey(change.dn))
    // An anchored object of that name is another one, unless the source speaks in names alone.
    const fits = named !== undefined && (change.anchor === undefined || named.anchor === null)
    return byAnchor[i]?.id ?? (fits ? named.id : undefined)
  })
}

function wantedReferences(
  changes: readonly Change[],
  ids: readonly (number | undefined)[],
  work: PageWork,
): WantedReferences {
  const whole: number[] = []
  const named: { id: number; attribute: string; key: string }[] = []
  // The entry's type is not known yet: whatever any type of the agent calls a reference.
  const names = new Set([...work.shapes.values()].flatMap(shape => shape.references.map(reference => reference.name)))
  for (const [i, change] of changes.entries()) {
    const id = ids[i]
    if (id === undefined || change.kind !== 'modify') continue
    const references = namedReferences(change, names)
    if (references === 'all') whole.push(id)
    else for (const reference of references) named.push({ id, ...reference })
  }
  return { whole, named }
}

function stageOne(change: Change, held: HeldEntry | undefined, work: PageWork): void {
  const { context, builder, shapes, tally } = work
  if (held === undefined) {
    if (change.kind === 'delete') tick(tally, 'filtered-deletions')
    else
      builder.refuse({
        code: 'need-full-object',
        message: `The source reports a change of “${change.dn}”, which the connector space does not hold.`,
        hint: 'Run a full import of this agent.',
        where: {
          agent: context.agent.name,
          dn: change.dn,
          ...(change.anchor === undefined ? {} : { anchor: change.anchor }),
        },
      })
    return
  }
  if (change.kind === 'delete') {
    builder.take(stageDelete(held), held, true)
    return
  }
  const shape = shapes.get(change.objectType ?? held.objectType)
  if (shape === undefined) tick(tally, 'filtered-objects')
  else builder.take(stageModify(change, held, shape), held, false)
}
