import type { Client } from 'identity-hub/client'
import { CHANGES } from './documents.js'
import type { ChangesQuery } from './generated/graphql.js'

const LOOK_EVERY_MS = 2_000

type Change = ChangesQuery['farm']['changes']['nodes'][number]

/** Profiles that change from now on. Looks again and again; a hub that does not answer is asked later, from the same place on. */
export async function* changes(client: Client, onState: (state: 'open' | 'lost') => void): AsyncGenerator<Change> {
  let after: string | undefined
  for (;;) {
    let hasMore = false
    try {
      const told = (await client.request(CHANGES, after === undefined ? {} : { after })).farm.changes
      yield* told.nodes
      ;({ cursor: after, hasMore } = told)
      onState('open')
    } catch {
      onState('lost')
    }
    if (!hasMore) await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
  }
}
