import type { Actor } from '../access/actor.js'
import { ProblemError } from '../model/problem.js'
import type { EntryRow } from '../storage/read/entries.js'
import { connectorSpaceEntries } from './entries.js'
import type { Hub } from './hub.js'

/** The entry of an agent that a person means: by its name in any spelling, else by its anchor. @throws ProblemError `request.not-found` */
export async function entryMeant(hub: Hub, actor: Actor, agent: string, text: string): Promise<EntryRow> {
  const page = { limit: 1, backwards: false }
  for (const search of [{ dn: text }, { anchor: text }]) {
    const [entry] = (await connectorSpaceEntries(hub, actor, agent, { search, page })).rows
    if (entry !== undefined) return entry
  }
  throw new ProblemError({
    code: 'request.not-found',
    message: `Agent ${agent} has no entry “${text}”.`,
    hint: 'Name it by its distinguished name or its anchor.',
  })
}
