import { isValidDn } from '../../model/dn.js'
import type { DirectoryEntry } from './directory-content.js'
import { type EntryPair, type EntryTrouble, isTrouble, textOfValue } from './entry-value.js'
import type { LdifRecord } from './ldif-reader.js'
import { pairOf } from './ldif-value.js'

/** The name and the pairs of a record, or what is wrong with it. */
export function entryOf(record: LdifRecord): DirectoryEntry | EntryTrouble {
  const [first, ...rest] = record.lines.map(line => pairOf(line))
  const line = record.lines[0]?.number ?? 0
  if (first === undefined || isTrouble(first))
    return first ?? { code: 'missing-dn', message: 'The record is empty.', line }
  if (first.key !== 'dn') return { code: 'missing-dn', message: 'The record does not begin with dn:.', line }
  const dn = textOfValue(first.value)
  if (dn === undefined || !isValidDn(dn)) {
    return { code: 'invalid-dn', message: `"${dn ?? '(bytes)'}" is no distinguished name.`, line }
  }
  const pairs: EntryPair[] = []
  for (const pair of rest) {
    if (isTrouble(pair)) return pair
    pairs.push(pair)
  }
  return { dn, pairs }
}
