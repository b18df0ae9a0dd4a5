import { dnKey } from '../../model/dn.js'
import type { Page, ReadRequest } from '../connector.js'
import { dirSyncDelta } from './dirsync-delta.js'
import type { Forest, Partition } from './forest.js'
import { type Later, tellLater } from './later.js'
import { movedContainers } from './moved-containers.js'
import { readingOf, type Source } from './read.js'
import { highestUsn } from './root-dse.js'
import { seesDeleted, usnDelta } from './usn-delta.js'
import { fullImportRequired, type Position, readWatermark, type Watermark, writeWatermark } from './watermark.js'
import { type Reading, readWhole } from './whole.js'

/** Reads what changed since the watermark, partition by partition. */
export async function* readDelta(source: Source, request: ReadRequest): AsyncGenerator<Page> {
  const watermark = readWatermark(request.watermark)
  const places = await placesOf(source.forest, watermark, source.settings.delta)
  const listed = await mustList(places)
  const positions: Position[] = []
  const later = tellLater()
  for (const { partition, position } of places) {
    const reading = readingOf(source, partition, request)
    // Before anything is read: what changes meanwhile is told again next time.
    const usn = String(await highestUsn(partition.link.wire))
    yield* belowMoved(reading, BigInt(position.usn), later)
    if (position.cookie === undefined) {
      yield* usnDelta(reading, { usn: BigInt(position.usn), listed, later })
      positions.push({ ...position, usn })
    } else {
      positions.push({ ...position, usn, cookie: yield* dirSyncDelta(reading, position, later) })
    }
  }
  yield* later.pages(request.pageSize)
  const end = writeWatermark({ forest: watermark.forest, partitions: positions })
  yield { deltas: [], end: { watermark: end, ...(listed && { listed }) } }
}

interface Place {
  readonly partition: Partition
  readonly position: Position
}

/** Where each partition is to be read on. @throws ConnectorError `no-start-full-import-required` when one cannot be. */
async function placesOf(forest: Forest, watermark: Watermark, method: 'auto' | 'dirsync' | 'usn'): Promise<Place[]> {
  const places: Place[] = []
  for (const partition of forest.partitions) {
    const { controller } = partition.link
    if (dnKey(watermark.forest) !== dnKey(controller.forest)) {
      const message = `The last import was of the forest ${watermark.forest}, and this is ${controller.forest}.`
      throw fullImportRequired({ message, where: { path: 'settings.servers' } })
    }
    const position = watermark.partitions.find(({ dn }) => dnKey(dn) === dnKey(partition.dn))
    if (position === undefined) {
      throw fullImportRequired({ message: `${partition.dn} was not part of the last full import.` })
    }
    if (method === 'dirsync' && position.cookie === undefined) {
      throw fullImportRequired({
        message: 'The last full import was made without DirSync, which delta: dirsync asks for.',
      })
    }
    const bound = await forest.bound(partition, position.invocation)
    if (bound === undefined) throw anotherController(partition, position)
    places.push({ partition: bound, position: method === 'usn' ? { ...position, cookie: undefined } : position })
  }
  return places
}

function anotherController({ dn, link: { url, controller } }: Partition, position: Position) {
  const same = controller.name === position.server
  return fullImportRequired({
    message: same
      ? `The database of ${position.server} is another one since the last import: it was restored or set up anew.`
      : `The last import of ${dn} was from the domain controller ${position.server}, and ${url} is ${controller.name}. What has changed since then can only be asked where it began.`,
    hint: same
      ? 'Run a full import.'
      : 'Wait until that domain controller answers again, list it in servers, or run a full import from this one.',
    where: { path: 'settings.servers' },
  })
}

/** Where deleted objects cannot be seen, all that is there has to be listed. */
async function mustList(places: readonly Place[]): Promise<boolean> {
  const byNumber = places.filter(({ position }) => position.cookie === undefined)
  for (const { partition } of byNumber) if (!(await seesDeleted(partition))) return true
  return false
}

/** What lies below renamed or moved containers, with its new names. */
async function* belowMoved(reading: Reading, usn: bigint, later: Later): AsyncGenerator<Page> {
  const besides = later.following(reading)
  const filter = reading.selection.wanted
  for (const base of await movedContainers(reading, usn)) {
    for await (const { outside, found: _, ...page } of readWhole(reading, { base, filter, besides })) {
      yield outside.length > 0 ? { ...page, gone: outside } : page
    }
  }
}
