import type { Actor } from '../access/actor.js'
import { audited } from '../access/audit.js'
import type { SetPasswordOptions } from '../connectors/connector.js'
import { ProblemError } from '../model/problem.js'
import { type PasswordEntry, type PasswordOutcome, withPassword } from '../runs/source/passwords.js'
import { findAgents } from '../storage/read/agents.js'
import { findEntriesById } from '../storage/read/entries.js'
import type { Hub } from './hub.js'

export type { PasswordOutcome }

const LIMIT_MS = 60_000

/** Gives an object in a source a password. What became of it is MIM's word. @throws ProblemError `request.not-found` */
export function setPassword(
  hub: Hub,
  actor: Actor,
  entry: number,
  { password, ...options }: SetPasswordOptions & { readonly password: string },
): Promise<PasswordOutcome> {
  const deed = { operation: 'set-password', target: `entry ${entry}`, details: { ...options } } as const
  return audited(hub.database, actor, deed, async note => {
    const target = await passwordEntry(hub, entry)
    const outcome = await withPassword(hub.database, target, opening(hub), (session, object) =>
      session.setPassword?.(object, password, options),
    )
    note(await noted(hub, target, outcome))
    return outcome
  })
}

/** Changes a password for somebody who knows it. @throws ProblemError `request.not-found` */
export function changePassword(
  hub: Hub,
  actor: Actor,
  entry: number,
  passwords: { readonly before: string; readonly after: string },
): Promise<PasswordOutcome> {
  return audited(hub.database, actor, { operation: 'change-password', target: `entry ${entry}` }, async note => {
    const target = await passwordEntry(hub, entry)
    const outcome = await withPassword(hub.database, target, opening(hub), (session, object) =>
      session.changePassword?.(object, passwords.before, passwords.after),
    )
    note(await noted(hub, target, outcome))
    return outcome
  })
}

const opening = ({ configurationFolder: folder }: Hub) => ({ folder, signal: AbortSignal.timeout(LIMIT_MS) })

async function passwordEntry({ database }: Hub, id: number): Promise<PasswordEntry> {
  const [entry] = await findEntriesById(database, [id])
  if (entry === undefined) {
    const hint = 'It may have been deleted meanwhile.'
    throw new ProblemError({ code: 'request.not-found', message: 'There is no such entry.', hint, about: 'entry' })
  }
  const { agent, dn, anchor, objectType, imported } = entry
  return { agent, dn, objectType, imported, ...(anchor !== undefined && { anchor }) }
}

/** What goes on record: whose password and what became of it; of the password itself nothing. */
async function noted({ database }: Hub, { agent, dn }: PasswordEntry, { code }: PasswordOutcome) {
  const [row] = await findAgents(database, [agent])
  return { agent: row?.name, dn, result: code }
}
