import { setTimeout as sleep } from 'node:timers/promises'
import { AndFilter } from 'ldapts'
import { dnKey } from '../../model/dn.js'
import type { WatchRequest } from '../connector.js'
import { searchPages } from '../kit/ldap/pages.js'
import { orCancelled } from '../kit/stop.js'
import { domainScope, showDeleted } from './controls.js'
import { changedSince } from './dirsync.js'
import type { Partition } from './forest.js'
import { changedAfter, movedContainers } from './moved-containers.js'
import { positionOf, readingOf, type Source } from './read.js'
import { highestUsn } from './root-dse.js'
import { type Position, readWatermark, type Watermark } from './watermark.js'
import type { Reading } from './whole.js'

const PAUSE_MS = 200
/** Between two looks at what has changed: a domain that is written to all the time would be looked through all the time. */
const REST_MS = 1_000
const PAGE = 100

interface Place {
  readonly partition: Partition
  position: Position
}

/**
 * Tells when something that is read has changed. Five times a second the domain controller is asked for the number of its last change,
 * which costs it nothing; only when that is another one, at most once a second, whether it is a change that a delta import would tell.
 */
export async function* watch(source: Source, { watermark, signal }: WatchRequest): AsyncGenerator<void> {
  const places = await orCancelled(placesOf(source, watermark), signal)
  while (!signal.aborted) {
    let changed = false
    let looked = false
    for (const place of places) {
      const usn = await orCancelled(highestUsn(place.partition.link.wire), signal)
      if (usn <= BigInt(place.position.usn)) continue
      const reading = readingOf(source, place.partition, { pageSize: PAGE, signal })
      const { found, position } = await peek(reading, place.position)
      changed ||= found
      place.position = { ...position, usn: String(usn) }
      looked = true
    }
    if (changed) yield
    await sleep(looked ? REST_MS : PAUSE_MS, undefined, { signal }).catch(() => undefined)
  }
}

async function placesOf(source: Source, watermark: string | undefined): Promise<Place[]> {
  const known = watermark === undefined ? undefined : knownPlaces(watermark)
  const places: Place[] = []
  for (const partition of source.forest.partitions) {
    const position = known?.partitions.find(({ dn }) => dnKey(dn) === dnKey(partition.dn))
    const bound = position && (await source.forest.bound(partition, position.invocation))
    if (position !== undefined && bound !== undefined) places.push({ partition: bound, position })
    else places.push({ partition, position: await positionOf(partition, source) })
  }
  return places
}

/** A watermark that means nothing here is for the next import to complain of. */
function knownPlaces(watermark: string): Watermark | undefined {
  try {
    return readWatermark(watermark)
  } catch {
    return undefined
  }
}

/** Whether anything that is read has changed since a position, and how far that was looked at. */
async function peek(reading: Reading, position: Position): Promise<{ found: boolean; position: Position }> {
  const moved = (await movedContainers(reading, BigInt(position.usn))).length > 0
  if (position.cookie === undefined) return { found: moved || (await anyChanged(reading, position)), position }
  const { partition } = reading
  let cookie: Buffer = Buffer.from(position.cookie, 'base64')
  let found = moved
  for await (const answer of changedSince(partition, reading, cookie)) {
    found ||= answer.entries.length > 0
    cookie = answer.cookie
  }
  return { found, position: { ...position, cookie: cookie.toString('base64') } }
}

async function anyChanged(reading: Reading, { usn }: Position): Promise<boolean> {
  const { partition, selection, signal, timeLimit } = reading
  const filter = new AndFilter({ filters: [changedAfter(BigInt(usn)), selection.ofType] })
  const search = { base: partition.dn, scope: 'sub', filter, attributes: ['1.1'], timeLimit } as const
  const request = { ...search, controls: [domainScope(), showDeleted()] }
  for await (const page of searchPages(partition.link.wire, request, { pageSize: 1, signal, read: () => true })) {
    if (page.length > 0) return true
  }
  return false
}
