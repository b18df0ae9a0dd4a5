import { randomUUID } from 'node:crypto'
import type { ConfiguredAgent } from '../../configuration/load.js'
import { connectorNamed } from '../../connectors/registry.js'
import { invariant } from '../../model/invariant.js'
import type { RuleSet } from '../../rules/rule-set.js'
import type { Database } from '../../storage/database.js'
import { createIdSource } from '../../storage/ids.js'
import { takeLease } from '../../storage/lease.js'
import { createRun } from '../../storage/runs/create-run.js'
import type { WhatIfMode, WhatIfStep } from '../../storage/what-if/what-ifs.js'
import { executeStep } from '../execute-step.js'
import type { Tally } from '../step-context.js'

export interface CopyRun {
  readonly agent: ConfiguredAgent
  readonly mode: WhatIfMode
  readonly rules: RuleSet
  readonly signal: AbortSignal
  readonly report: (tally: Tally) => void
}

/** Runs one agent's synchronization on a copy: the step that a run would execute, with a run and a lease of the copy's own. */
export async function synchronizeCopy(
  scratch: Database,
  { agent, mode, rules, signal, report }: CopyRun,
): Promise<Omit<WhatIfStep, 'agent'>> {
  const definition = { type: `${mode}-synchronization` } as const
  const run = await scratch.transaction(transaction =>
    createRun(transaction, { agent, profile: 'what-if', steps: [definition], requestedBy: 'what-if' }),
  )
  const [step] = await scratch.query<{ id: number }>('select id from run_step where run_id = $1', [run])
  const connector = connectorNamed(agent.connector)
  invariant(step !== undefined && connector !== undefined, 'a compiled agent has a connector, a run a step')
  const lease = { name: `what-if ${run}`, holder: randomUUID() }
  await takeLease(scratch, lease)
  const end = await executeStep({
    database: scratch,
    ids: createIdSource(),
    rules,
    agent: { id: agent.id, name: agent.name, connector, settings: undefined, folder: '' },
    run,
    step: { id: step.id, number: 1, definition },
    lease,
    signal,
    report,
  })
  if (end.bug !== undefined) throw end.bug
  const [saved] = await scratch.query<{ counters: Record<string, number> }>(
    'select counters from run_step where id = $1',
    [step.id],
  )
  return { status: end.status, counters: saved?.counters ?? {}, problem: end.problem ?? null }
}
