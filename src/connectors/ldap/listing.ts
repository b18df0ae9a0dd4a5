import type { SearchEntry } from 'ldapts'
import { anchorText } from '../kit/ldap/decode.js'
import { assertReadable } from '../kit/ldap/look-up.js'
import { orCancelled } from '../kit/stop.js'
import type { Directory, Reading } from './directory.js'
import { searchBelow } from './read-objects.js'

/** Anchors of all selected objects, and nothing else of them. */
export async function* listAnchors(
  directory: Directory,
  reading: Reading,
  bases: readonly string[] = directory.bases,
): AsyncGenerator<readonly string[]> {
  const { anchor } = directory.settings
  const read = (entry: SearchEntry) => anchorIn(entry, anchor)
  for (const base of bases) {
    let found = false
    for await (const anchors of searchBelow(directory, base, { ...reading, attributes: [anchor], read })) {
      found = true
      yield anchors.filter(one => one !== undefined)
    }
    if (!found) await orCancelled(assertReadable(directory.wire, base), reading.signal)
  }
}

/** The anchor as an import reads it. */
export function anchorIn(entry: SearchEntry, name: string): string | undefined {
  const key = name.toLowerCase()
  const attribute = entry.attributes.find(({ type, values }) => type.toLowerCase() === key && values.length > 0)
  return attribute && anchorText(attribute)
}
