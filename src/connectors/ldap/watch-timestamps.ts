import type { SearchEntry } from 'ldapts'
import type { DecodedEntry } from '../kit/ldap/decode.js'
import type { Directory, Reading } from './directory.js'
import { changedSince, memoryOf, type News, timeNow, timeOf } from './timestamps.js'
import type { Vendor } from './vendors.js'
import type { Place } from './watermark.js'

interface Looking {
  readonly vendor: Vendor
  readonly reading: Reading
  /** Absent: from now on. */
  readonly from: Place<'timestamps'> | undefined
}

/** A look at what has changed since the last one. Deletions leave no time stamp behind: they are not seen. */
export async function timestampLook(
  directory: Directory,
  { vendor, reading, from }: Looking,
): Promise<() => Promise<boolean>> {
  let place = from ?? memoryOf(await timeNow(directory, reading)).place()
  /** Containers at the times of their last changes: none counts twice. */
  const containers = new Set<string>()
  const isNew = (one: News, since: string): boolean =>
    'decoded' in one || (one.time > since && !containers.has(markOf(one)))
  const look = async (): Promise<boolean> => {
    const { since } = place
    const memory = memoryOf(since)
    let newest = since
    let changed = false
    const show = (entry: SearchEntry, decoded: DecodedEntry): void => {
      if (timeOf(entry) > newest) newest = timeOf(entry)
      memory.look(entry, decoded)
    }
    for (const base of directory.bases) {
      for await (const news of changedSince(directory, base, { vendor, place, request: reading, look: show })) {
        changed = news.some(one => isNew(one, since)) || changed
        for (const one of news) if ('container' in one) containers.add(markOf(one))
      }
    }
    place = { since: newest, told: memory.place().told }
    return changed
  }
  // Without a place, what is there already is no news.
  if (from === undefined) await look()
  return look
}

const markOf = ({ container, time }: { readonly container: string; readonly time: string }) => `${time} ${container}`
