import type { Actor } from '../access/actor.js'
import { audited } from '../access/audit.js'
import { authorize } from '../access/authorize.js'
import { loadRuleSet } from '../configuration/load.js'
import { ProblemError } from '../model/problem.js'
import { queueUndo } from '../runs/undo/queue-undo.js'
import { undoableRun } from '../runs/undo/undoable.js'
import { findRunByNumber } from '../storage/undo/undoable-run.js'
import { createWhatIf, findWhatIfs } from '../storage/what-if/what-ifs.js'
import type { Hub } from './hub.js'

/**
 * Asks what undoing a run would change. A worker finds out, on a copy; answers the number of the what-if to look at.
 * @throws ProblemError `request.not-found`, `undo.impossible`, `history.not-kept`, `access.denied`
 */
export function planUndo(hub: Hub, actor: Actor, run: number): Promise<number> {
  return audited(hub.database, actor, { operation: 'undo-run', target: `plan run ${run}` }, async note => {
    await undoableRun(hub.database, run)
    const { version } = await loadRuleSet(hub.database)
    const whatIf = await createWhatIf(hub.database, {
      document: null,
      files: {},
      version,
      agents: null,
      mode: 'delta',
      requestedBy: actor.name,
      undoRun: run,
    })
    note({ whatIf })
    return whatIf
  })
}

export interface UndoWish {
  readonly run: number
  /** The number of the what-if that planned it. */
  readonly plan?: number | undefined
  /** Without a plan: the run's number among those of its agent, once more. */
  readonly confirm?: number | undefined
  readonly acceptDeletions?: number | undefined
}

/**
 * Queues that a run is undone.
 * @throws ProblemError `request.not-found`, `request.invalid`, `undo.impossible`, `history.not-kept`, `access.denied`
 */
export function undoRun(hub: Hub, actor: Actor, wish: UndoWish): Promise<{ run: number }> {
  const { run, acceptDeletions } = wish
  const deed = { operation: 'undo-run', target: `run ${run}`, details: { ...wish } } as const
  return audited(hub.database, actor, deed, async note => {
    const { number } = await undoableRun(hub.database, run)
    const plan = wish.plan === undefined ? undefined : await digestOf(hub, wish.plan, run)
    if (plan === undefined && wish.confirm !== number)
      throw new ProblemError({
        code: 'request.invalid',
        message: 'Whoever undoes without a plan has to confirm which run.',
        hint: `Plan it first, or repeat the number of the run: ${number}.`,
        about: 'confirm',
      })
    const queued = await queueUndo(hub, { run, plan, acceptDeletions, requestedBy: actor.name })
    note(queued)
    return queued
  })
}

async function digestOf(hub: Hub, plan: number, run: number): Promise<string> {
  const [found] = await findWhatIfs(hub.database, [plan])
  if (found !== undefined && found.undoRun === run && found.digest !== null) return found.digest
  throw new ProblemError({
    code: 'request.invalid',
    message: `What-if ${plan} is no completed plan of undoing this run.`,
    hint: 'Plan it again, and wait until it is completed. Plans are kept for a day.',
    about: 'plan',
  })
}

/** The run that an agent calls by a number. @throws ProblemError `request.not-found`, `access.denied` */
export async function runNumbered(hub: Hub, actor: Actor, agent: string, number: number): Promise<number> {
  authorize(actor, 'read-runs')
  const run = await findRunByNumber(hub.database, agent, number)
  if (run !== undefined) return run
  throw new ProblemError({
    code: 'request.not-found',
    message: `Agent ${agent} has no run ${number}.`,
    hint: 'It may have been forgotten. The graph lists all runs there are.',
  })
}
