import { EqualityFilter, type Filter, type SearchEntry, StatusCodeParser } from 'ldapts'
import { searchRequest } from '../kit/ldap/pages.js'
import { readTrouble } from '../kit/ldap/trouble.js'
import { orCancelled } from '../kit/stop.js'
import { DirSyncControl } from './controls.js'
import type { Partition } from './forest.js'
import { ANCHOR, type Selection } from './selection.js'
import type { Reading } from './whole.js'

/** What tells that an object is new, renamed, moved, deleted or brought back. Asked for besides what is selected. */
const SIGNS = ['name', 'parentGUID', 'isDeleted', 'objectClass', ANCHOR]
const NOTHING: Filter = new EqualityFilter({ attribute: ANCHOR, value: Buffer.alloc(16) })

interface Answer {
  readonly entries: readonly SearchEntry[]
  readonly cookie: Buffer
  readonly more: boolean
}

/** A cookie for what changes from now on. @throws ldapts errors: code 50 when the account may not use DirSync. */
export async function cookieOfNow(partition: Partition, selection: Selection): Promise<Buffer> {
  let cookie: Buffer = Buffer.alloc(0)
  for (;;) {
    // A server looks through everything it has, a part at a time, and finds nothing to send.
    const answer = await ask(partition, { filter: NOTHING, selection, cookie, timeLimit: 0 })
    cookie = answer.cookie
    if (!answer.more) return cookie
  }
}

/** Everything of the selected types that has changed since the cookie, with the cookie that follows each part. */
export async function* changedSince(
  partition: Partition,
  { selection, signal, timeLimit }: Pick<Reading, 'selection' | 'signal' | 'timeLimit'>,
  cookie: Buffer,
): AsyncGenerator<Answer> {
  const send = (after: Buffer): Promise<Answer> => {
    const answer = ask(partition, { filter: selection.ofType, selection, cookie: after, timeLimit })
    answer.catch(() => {}) // told by the await below, if anybody still waits
    return answer
  }
  try {
    let pending: Promise<Answer> | undefined = send(cookie)
    while (pending !== undefined) {
      const answer: Answer = await orCancelled(pending, signal)
      pending = answer.more ? send(answer.cookie) : undefined
      yield answer
    }
  } catch (error) {
    throw readTrouble(error, partition.dn)
  }
}

interface Asking extends Pick<Reading, 'selection' | 'timeLimit'> {
  readonly filter: Filter
  readonly cookie: Buffer
}

async function ask(
  { dn, link: { wire } }: Partition,
  { filter, selection, cookie, timeLimit }: Asking,
): Promise<Answer> {
  const control = new DirSyncControl(cookie)
  const attributes = dirSyncAttributes(selection)
  const search = { base: dn, scope: 'sub', filter, attributes, timeLimit, controls: [control] } as const
  const response = await wire.search(searchRequest(wire, search))
  if (response.status !== 0) throw StatusCodeParser.parse(response)
  return { entries: response.searchEntries, cookie: control.cookie, more: control.more }
}

/** Selected attributes, those that the filter looks at, and the signs. */
function dirSyncAttributes({ attributes, filtered }: Selection): string[] {
  const names = new Map([...attributes, ...filtered, ...SIGNS].map(name => [name.toLowerCase(), name]))
  return [...names.values()]
}
