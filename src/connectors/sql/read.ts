import type { Page, ReadRequest } from '../connector.js'
import { paged, type ReadItem } from '../kit/pages.js'
import { checkSignal, stop } from '../kit/stop.js'
import { deltaMethod } from './delta.js'
import type { DeltaMethod } from './delta-method.js'
import { objectReader, type Reading } from './objects.js'
import type { Source } from './source.js'
import { readTrouble } from './trouble.js'

/** How many rows are fetched at once at most, however large a page is. */
const MOST_ROWS = 2_000

/** Reads everything, or what has changed, as one moment: one snapshot of the database. */
export async function* readSource(source: Source, request: ReadRequest): AsyncGenerator<Page> {
  const { driver } = source
  checkSignal(request.signal)
  let isOver = false
  try {
    const method = deltaMethod(source)
    if (request.mode === 'full') yield* readAll(source, method, request)
    else if (method === undefined) throw noDelta()
    else yield* method.changes(request)
    await driver.commit()
    isOver = true
  } catch (error) {
    throw readTrouble(error, 'the objects')
  } finally {
    if (!isOver) await driver.rollback().catch(() => undefined)
  }
}

async function* readAll(source: Source, method: DeltaMethod | undefined, request: ReadRequest): AsyncGenerator<Page> {
  // Taken before anything is read: what changes meanwhile is told again rather than missed.
  const watermark = await method?.begin()
  if (method === undefined) await source.driver.begin('snapshot')
  yield* paged(itemsOf(source, request), request, () => (watermark === undefined ? {} : { watermark }))
}

async function* itemsOf(reading: Reading, { pageSize, signal }: ReadRequest): AsyncGenerator<readonly ReadItem[]> {
  for (const relation of reading.relations) {
    if (relation.types.length === 0) continue
    const reader = await objectReader(relation, reading)
    for await (const chunk of reader.all({ size: Math.min(pageSize, MOST_ROWS) })) {
      checkSignal(signal)
      yield chunk.flatMap(({ item }) => item ?? [])
    }
  }
}

function noDelta() {
  return stop('no-start-delta-step-type-not-configured', {
    code: 'run.configuration',
    message: 'The agent does not say how to learn what has changed in the database.',
    hint: 'Set delta: a watermark column, a change table, or logical decoding. Or use a full import.',
    where: { path: 'settings.delta' },
  })
}
