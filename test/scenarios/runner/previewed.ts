import { expect } from '@jest/globals'
import type { StepType } from '../../../src/model/step.js'
import { previewEntry } from '../../../src/runs/preview/preview-entry.js'
import type { Database } from '../../../src/storage/database.js'
import { listDue } from '../../../src/storage/sync/deferred.js'
import { listWork } from '../../../src/storage/sync/list-work.js'
import { actualFacts, checksum, existing, statedFacts } from '../../runs/preview/facts.js'

/** To be called when the run is over, with its counters. */
export type CheckPreview = (counters: Readonly<Record<string, number>>) => Promise<void>

const FEW = 2

/**
 * Previews the few entries that a synchronization is about to look at, and expects the database to be as it was. Where it is one
 * entry alone, the run must do exactly what its preview says.
 */
export async function previewed(database: Database, agent: string, type: StepType): Promise<CheckPreview | undefined> {
  if (type !== 'delta-synchronization' && type !== 'full-synchronization') return undefined
  const mode = type === 'full-synchronization' ? 'full' : 'delta'
  const entries = await workOf(database, agent, mode)
  const due = await listDue(database, Date.now(), 1)
  if (entries.length === 0 || entries.length > FEW || due.length > 0) return undefined
  const before = await checksum(database)
  const previews = []
  for (const entry of entries) previews.push(await previewEntry(database, { entry, mode }))
  expect(await checksum(database)).toBe(before)
  const [preview] = previews
  if (preview === undefined || previews.length > 1) return undefined
  const since = await existing(database)
  return async counters => {
    expect(await actualFacts(database, preview, since)).toEqual(statedFacts(preview))
    expect(preview.counters).toEqual(counters)
  }
}

async function workOf(database: Database, agent: string, mode: 'full' | 'delta'): Promise<number[]> {
  const [row] = await database.query<{ id: number }>('select id from agent where name = $1', [agent])
  const work = { agent: row?.id ?? 0, after: 0, limit: FEW + 1 }
  return [
    ...(await listWork(database, { ...work, kind: mode === 'full' ? 'all' : 'changed' })),
    ...(await listWork(database, { ...work, kind: 'deleted' })),
  ]
}
