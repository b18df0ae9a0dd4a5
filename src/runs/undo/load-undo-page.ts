import type { ReferenceFlowRules } from '../../rules/reference-flows.js'
import type { Session } from '../../storage/database.js'
import { loadEntries } from '../../storage/sync/load-entries.js'
import { loadObjects } from '../../storage/sync/load-objects.js'
import { findHolders, loadUndone } from '../../storage/undo/load-undone.js'
import type { UndoWork } from '../../storage/undo/undo-objects.js'
import type { UndoneObject } from '../../sync/undo/undone.js'
import type { WorkEntry } from '../../sync/work.js'
import { loadNeighbourhood, type PageContent } from '../load-page.js'

export interface UndoPageRequest {
  readonly work: UndoWork
  readonly flows: ReferenceFlowRules
  readonly ids: readonly number[]
}

export interface UndoPage {
  readonly content: PageContent
  /** The objects asked for, and those that hold entries of theirs. */
  readonly undone: readonly UndoneObject[]
}

/** Loads what a run did to objects, and everything that is and was around them. */
export async function loadUndoPage(session: Session, { work, flows, ids }: UndoPageRequest): Promise<UndoPage> {
  const undone = await withHolders(session, work, ids)
  const objects = await loadObjects(
    session,
    undone.map(object => object.id),
  )
  const page = await loadFormer(session, undone)
  const content = await loadNeighbourhood(session, { page, objects, contested: flows.contested, current: [] })
  return { content, undone }
}

/** An entry that the run moved from one object to another concerns both, and perhaps a third. */
async function withHolders(session: Session, work: UndoWork, ids: readonly number[]): Promise<UndoneObject[]> {
  const undone = await loadUndone(session, { steps: work.steps, ids })
  const known = new Set(ids)
  for (let last: readonly UndoneObject[] = undone; ; ) {
    const entries = last.flatMap(object => object.broken.map(link => link.entry))
    const holders = await findHolders(session, { ...work, entries })
    const fresh = holders.filter(id => !known.has(id))
    if (fresh.length === 0) return undone
    for (const id of fresh) known.add(id)
    last = await loadUndone(session, { steps: work.steps, ids: fresh })
    undone.push(...last)
  }
}

/** The entries that were linked to the objects before, wherever they are now. */
async function loadFormer(session: Session, undone: readonly UndoneObject[]): Promise<WorkEntry[]> {
  const byAgent = Map.groupBy(
    undone.flatMap(object => object.broken),
    link => link.agent,
  )
  const entries: WorkEntry[] = []
  for (const [agent, links] of byAgent) {
    const ids = [...new Set(links.map(link => link.entry))]
    entries.push(...(await loadEntries(session, agent, ids)))
  }
  return entries
}
