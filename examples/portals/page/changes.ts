import { type Client, HubError } from 'identity-hub/client'
import { CHANGES, PLACE } from './documents.js'
import type { ChangesSubscription } from './generated/graphql.js'

const AGAIN_AFTER_MS = 2_000

type Change = Extract<ChangesSubscription['farmChanges'], { readonly id: string }>

/** What the page shows while it follows. */
export interface Following {
  readonly onState: (state: 'open' | 'lost') => void
  /** Told when changes may have been missed: what is shown has to be read again. */
  readonly onGap: () => void
}

/** Profiles that come, change or go from now on; the client goes on by itself where it was cut off. */
export async function* changes(client: Client, { onState, onGap }: Following): AsyncGenerator<Change> {
  for (let began = false; ; began = true) {
    try {
      const after = (await client.request(PLACE)).farm.changes.cursor
      if (began) onGap()
      const events = client.subscribe(CHANGES, { after }, { onConnection: onState })
      for await (const { farmChanges } of events) if ('id' in farmChanges) yield farmChanges
    } catch (error) {
      // Of a hub that is not there, the next place is asked again; of one that has forgotten the old place, likewise.
      if (!(error instanceof HubError)) throw error
    }
    onState('lost')
    await new Promise(resolve => setTimeout(resolve, AGAIN_AFTER_MS))
  }
}
