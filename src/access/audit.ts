import { ProblemError } from '../model/problem.js'
import { appendAuditEvent } from '../storage/audit/append-event.js'
import type { Database } from '../storage/database.js'
import type { Actor } from './actor.js'
import { authorize } from './authorize.js'
import type { Operation } from './operations.js'

export interface Deed {
  readonly operation: Operation
  /** What it is done to, as people name it. */
  readonly target?: string
  readonly details?: Readonly<Record<string, unknown>>
}

export type Work<T> = (note: (details: Readonly<Record<string, unknown>>) => void) => Promise<T>

/**
 * Authorizes and does something that changes the hub, and puts it on record: before it begins (`started`), and how it ended (`done`,
 * `denied`, `refused: <problem code>`, `failed`). What only the work knows, such as what was before and is after, it notes.
 */
export async function audited<T>(database: Database, actor: Actor, deed: Deed, work: Work<T>): Promise<T> {
  const { operation, target, details = {} } = deed
  const event = { actor: actor.name, origin: actor.origin ?? '', operation, target }
  const id = await appendAuditEvent(database, { ...event, at: new Date(), outcome: 'started', details })
  let noted = details
  const note = (more: Readonly<Record<string, unknown>>): void => {
    // A copy: what the work goes on to do with it is not what it noted.
    noted = { ...noted, ...structuredClone(more) }
  }
  const settle = (outcome: string): Promise<number> =>
    appendAuditEvent(database, { ...event, at: new Date(), outcome, details: noted, completes: id })
  let result: T
  try {
    authorize(actor, operation)
    result = await work(note)
  } catch (error) {
    await settle(outcomeOf(error))
    throw error
  }
  await settle('done')
  return result
}

function outcomeOf(error: unknown): string {
  if (!(error instanceof ProblemError)) return 'failed'
  return error.problem.code === 'access.denied' ? 'denied' : `refused: ${error.problem.code}`
}
