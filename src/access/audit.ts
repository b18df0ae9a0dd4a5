import { ProblemError } from '../model/problem.js'
import type { Database } from '../storage/database.js'
import { AuditEvent } from '../storage/entities/index.js'
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
 * Authorizes and does something that changes the hub, and leaves an audit event with its outcome: `done`, `denied`,
 * `refused: <problem code>`, `failed`, or `started` where the process died meanwhile. What only the work knows, such as what was
 * before and is after, it notes.
 */
export async function audited<T>(database: Database, actor: Actor, deed: Deed, work: Work<T>): Promise<T> {
  const manager = database.orm.em.fork()
  const { operation, target, details } = deed
  const event = { at: new Date(), actor: actor.name, operation, target: target ?? null, details: details ?? {} }
  const id = await manager.insert(AuditEvent, { ...event, outcome: 'started' })
  let noted = event.details
  const note = (more: Readonly<Record<string, unknown>>): void => {
    // The event has a copy of its own: what is stored turns absent values to null.
    noted = { ...noted, ...structuredClone(more) }
  }
  const settle = (outcome: string): Promise<unknown> =>
    manager.nativeUpdate(AuditEvent, { id }, noted === event.details ? { outcome } : { outcome, details: noted })
  try {
    authorize(actor, operation)
    const result = await work(note)
    await settle('done')
    return result
  } catch (error) {
    await settle(outcomeOf(error))
    throw error
  }
}

function outcomeOf(error: unknown): string {
  if (!(error instanceof ProblemError)) return 'failed'
  return error.problem.code === 'access.denied' ? 'denied' : `refused: ${error.problem.code}`
}
