import { randomUUID } from 'node:crypto'
import { invariant } from '../../model/invariant.js'
import { OPERATOR_ACTION } from '../../model/step.js'
import type { RuleSet } from '../../rules/rule-set.js'
import type { Database } from '../../storage/database.js'
import { createIdSource } from '../../storage/ids.js'
import { takeLease } from '../../storage/lease.js'
import { createRun } from '../../storage/runs/create-run.js'
import { noteObjects } from '../../storage/undo/undo-objects.js'
import type { WhatIfStep } from '../../storage/what-if/what-ifs.js'
import { executeOperatorStep } from '../operator/execute-operator-step.js'
import type { Tally } from '../step-context.js'
import { undoableRun } from '../undo/undoable.js'

export interface CopyUndo {
  /** The run to undo. */
  readonly run: number
  readonly rules: RuleSet
  readonly signal: AbortSignal
  readonly report: (agent: string, tally: Tally) => void
}

/** Undoes a run on a copy that has its history: the step that a run would execute, whatever it deletes. */
export async function undoOnCopy(
  scratch: Database,
  { run: undone, rules, signal, report }: CopyUndo,
): Promise<{ readonly step: WhatIfStep; readonly digest: string }> {
  const { agent, steps } = await undoableRun(scratch, undone)
  const brakes = { deletionLimit: null, deletionPercent: null }
  const definition = { type: OPERATOR_ACTION, action: 'undo', run: undone, ...brakes } as const
  const run = await scratch.transaction(transaction =>
    createRun(transaction, { agent, profile: 'what-if', steps: [definition], requestedBy: 'what-if' }),
  )
  const [step] = await scratch.query<{ id: number }>('select id from run_step where run_id = $1', [run])
  invariant(step !== undefined, 'a run has a step')
  const { digest } = await noteObjects(scratch, { step: step.id, run: undone, steps }, rules.version)
  const lease = { name: `what-if ${run}`, holder: randomUUID() }
  await takeLease(scratch, lease)
  const end = await executeOperatorStep({
    database: scratch,
    ids: createIdSource(),
    rules,
    agent,
    run,
    step: { id: step.id, number: 1, definition },
    lease,
    signal,
    report: tally => report(agent.name, tally),
  })
  if (end.bug !== undefined) throw end.bug
  const [saved] = await scratch.query<{ counters: Record<string, number> }>(
    'select counters from run_step where id = $1',
    [step.id],
  )
  const counters = saved?.counters ?? {}
  return { step: { agent: agent.name, status: end.status, counters, problem: end.problem ?? null }, digest }
}
