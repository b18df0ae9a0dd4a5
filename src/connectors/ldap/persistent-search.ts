import { PersistentSearchControl } from 'ldapts'
import { searchRequest } from '../kit/ldap/pages.js'
import { streamSearch } from '../kit/ldap/stream.js'
import { readTrouble } from '../kit/ldap/trouble.js'
import type { Wire } from '../kit/ldap/wire.js'
import type { Directory } from './directory.js'
import { ANY } from './filters.js'
import { rung } from './ring.js'
import type { RootDse } from './root-dse.js'

const ALL_CHANGES = 15

export const offersPersistentSearch = (root: RootDse): boolean => root.offers(PersistentSearchControl.type)

interface Persistent {
  readonly directory: Directory
  readonly connect: () => Promise<Wire>
  readonly signal: AbortSignal
  /** Whether something has changed before the search began. Called once it has begun. */
  readonly before: () => Promise<boolean>
}

/** Tells when anything changes below the bases (draft-ietf-ldapext-psearch): also what the agent's filter leaves out. */
export async function* persistentSearch({ directory, connect, signal, before }: Persistent): AsyncGenerator<void> {
  await using further = new AsyncDisposableStack()
  const streams: AsyncIterable<boolean>[] = []
  for (const base of directory.bases)
    streams.push(changesBelow(further.use(await connect()), directory, { base, signal }))
  yield* rung([...streams, once(before)], signal)
}

async function* changesBelow(
  wire: Wire,
  { settings }: Directory,
  { base, signal }: { base: string; signal: AbortSignal },
): AsyncGenerator<boolean> {
  const request = searchRequest(wire, {
    base,
    scope: settings.scope,
    filter: ANY,
    attributes: ['1.1'],
    timeLimit: 0,
    controls: [
      new PersistentSearchControl({
        critical: true,
        value: { changeTypes: ALL_CHANGES, changesOnly: true, returnECs: false },
      }),
    ],
  })
  try {
    for await (const _ of streamSearch(wire, request, { signal, patience: 0, read: () => true })) yield true
  } catch (error) {
    throw readTrouble(error, base)
  }
}

/** What was changed while nobody listened, and nothing afterwards. */
async function* once(before: () => Promise<boolean>): AsyncGenerator<boolean> {
  yield await before()
  await new Promise(() => {})
}
