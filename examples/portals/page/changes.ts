import type { Client } from 'identity-hub/client'
import { CHANGES, NEWEST } from './documents.js'
import type { CardFragment } from './generated/graphql.js'

const LOOK_EVERY_MS = 2_000
/** What a long transaction wrote becomes visible so much later than its time says, at most. */
const OVERLAP_MS = 60_000

/** People who were changed since now, each change once. Looks again and again; a hub that does not answer is asked later. */
export async function* changes(
  client: Client,
  onState: (state: 'open' | 'lost') => void,
): AsyncGenerator<CardFragment> {
  const seen = new Map<string, string>()
  let newest: number | undefined
  for (;;) {
    try {
      const isFirst = newest === undefined
      newest ??= await newestOf(client)
      const since = new Date(newest - OVERLAP_MS).toISOString()
      for await (const person of client.each(CHANGES, { since }, ({ people }) => people)) {
        const isNew = seen.get(person.id) !== person.changedAt
        seen.set(person.id, person.changedAt)
        newest = Math.max(newest, Date.parse(person.changedAt))
        if (isNew && !isFirst) yield person
      }
      onState('open')
    } catch {
      onState('lost')
    }
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

async function newestOf(client: Client): Promise<number> {
  const { people } = await client.request(NEWEST, {})
  return Date.parse(people.nodes[0]?.changedAt ?? new Date().toISOString())
}
