import type { Page } from '../connector.js'
import { assertReadable } from '../kit/ldap/look-up.js'
import { orCancelled } from '../kit/stop.js'
import { type Reading, readWhole } from './whole.js'

/** Reads every selected object of one partition. */
export async function* readPartition(reading: Reading): AsyncGenerator<Page> {
  const { partition, selection, signal } = reading
  for (const base of partition.scope.bases) {
    let found = false
    for await (const { outside: _, found: some, ...page } of readWhole(reading, { base, filter: selection.wanted })) {
      found ||= some
      yield page
    }
    if (!found) await orCancelled(assertReadable(partition.link.wire, base), signal)
  }
}
