import { randomUUID } from 'node:crypto'
import { loadRuleSet } from '../configuration/load.js'
import { type Problem, ProblemError } from '../model/problem.js'
import { type RunStatus, stopsProfile } from '../model/status.js'
import { OPERATOR_ACTION } from '../model/step.js'
import type { RuleSet } from '../rules/rule-set.js'
import type { Database, Transaction } from '../storage/database.js'
import type { IdSource, IdSources } from '../storage/ids.js'
import { type Lease, releaseLease } from '../storage/lease.js'
import { beginRun, beginStep, endRun, endStep, holdQueued } from '../storage/runs/change-run.js'
import { appendEvents, type NewRunEvent } from '../storage/runs/events.js'
import { agentLease, SYNCHRONIZATION_LEASE, takeFromSilent } from '../storage/runs/find-runs.js'
import { loadOpenSteps, loadReady, loadRun, loadSteps, type RunRow, type StepRow } from '../storage/runs/run-row.js'
import { executeStep, type StepEnd } from './execute-step.js'
import { keepLease } from './keep-lease.js'
import { executeOperatorStep } from './operator/execute-operator-step.js'
import type { OperatorContext } from './operator/operator-context.js'
import { type RunProgress, runProgress } from './run-progress.js'
import { RunStopped } from './run-stopped.js'
import type { BatchContext, RunAgent, StepContext } from './step-context.js'
import { traced } from './traced.js'

export interface Runner {
  readonly database: Database
  readonly ids: IdSources
  /** Tells this worker apart from all others, also from its own earlier lives. */
  readonly worker: string
  /** The newest configuration: its rules, and the agent with its secrets resolved. */
  readonly configure: (agent: number) => Promise<{ readonly rules: RuleSet; readonly agent: RunAgent }>
  readonly log: (message: string, details: object) => void
  /** Aborted when the worker is to stop. */
  readonly signal: AbortSignal
}

/** Executes a queued run if its turn has come. Answers its final status, or undefined when it has to wait or is not queued. */
export async function executeRun(runner: Runner, id: number): Promise<RunStatus | undefined> {
  const { database, worker } = runner
  const run = await loadReady(database, id)
  if (run === undefined) return undefined
  const controller = new AbortController()
  const forward = (): void => controller.abort(runner.signal.reason)
  runner.signal.addEventListener('abort', forward, { once: true })
  try {
    // A run that was announced twice is two attempts: only one of them may hold the lease, and only its holder may release it.
    await using kept = await keepLease(database, {
      lease: { name: agentLease(run.agent_id), holder: `${worker}/${id}/${randomUUID()}` },
      run: id,
      controller,
      isWanted: async () => (await loadRun(database, id))?.status === 'queued',
    })
    const steps = kept && (await startRun(database, run, worker))
    if (kept === undefined || steps === undefined) return undefined
    using ids = runner.ids.borrow()
    const attempt = { run, lease: kept.lease, controller, ids }
    const { agent_name: agent, profile_name: profile, number } = run
    const about = { 'hub.run': id, 'hub.agent': agent, 'hub.profile': profile, 'hub.run.number': number }
    return await traced(`run ${agent} ${profile}`, about, () => executeSteps(runner, attempt, steps), outcomeOf)
  } finally {
    runner.signal.removeEventListener('abort', forward)
  }
}

interface Attempt {
  readonly run: RunRow
  readonly lease: Lease
  readonly controller: AbortController
  readonly ids: IdSource
}

/**
 * Answers the run's steps, the first of which has begun; undefined when somebody else has it, or nobody wants it any more. As all that
 * follows, it is on record together with the events that tell it.
 */
const startRun = (database: Database, run: RunRow, worker: string): Promise<readonly StepRow[] | undefined> =>
  database.transaction(async transaction => {
    if (!(await beginRun(transaction, run.id, worker))) return undefined
    const steps = await loadSteps(transaction, run.id)
    const { number, agent_name: agent, profile_name: profile } = run
    await appendEvents(transaction, run.id, [
      { kind: 'run-started', data: { agent, profile, number } },
      ...(await startStep(transaction, steps[0])),
    ])
    return steps
  }, 'small')

async function startStep(transaction: Transaction, step: StepRow | undefined): Promise<NewRunEvent[]> {
  if (step === undefined) return []
  await beginStep(transaction, step.id)
  return [{ kind: 'step-started', step: step.number, data: { type: step.definition.type } }]
}

async function executeSteps(runner: Runner, attempt: Attempt, steps: readonly StepRow[]): Promise<RunStatus> {
  const progress = runProgress(runner.database, attempt.run.id)
  for (const [i, step] of steps.entries()) {
    const end = await executeOne(runner, { ...attempt, step, progress })
    const next = stopsProfile(end.status) ? undefined : steps[i + 1]
    await progress.flush()
    const isOurs = await endStepWithNext(runner.database, attempt, { step, end, next })
    if (next === undefined || !isOurs) return end.status
  }
  const status = 'no-start-no-steps-in-profile'
  await runner.database.transaction(transaction => endWithLease(transaction, attempt, { events: [], status }), 'small')
  return status
}

interface Execution extends Attempt {
  readonly step: StepRow
  readonly progress: RunProgress
}

const outcomeOf = (status: RunStatus) => ({ status, good: !stopsProfile(status) })

function executeOne(runner: Runner, execution: Execution): Promise<StepEnd> {
  const { run, step } = execution
  const about = { 'hub.run': run.id, 'hub.step': step.number, 'hub.agent': run.agent_name }
  const work = async (): Promise<StepEnd> => {
    const end = await withConfiguration(runner, execution)
    if (end.bug !== undefined)
      runner.log('step failed unexpectedly', { run: run.id, step: step.number, error: end.bug })
    return end
  }
  return traced(`step ${step.definition.type}`, about, work, end => outcomeOf(end.status))
}

interface Passing {
  readonly step: StepRow
  readonly end: StepEnd
  /** Undefined: the run ends with this step. */
  readonly next: StepRow | undefined
}

/** The end of a step and what follows it are one moment. False when another worker took over, and has written the end: nothing may follow it. */
const endStepWithNext = (database: Database, attempt: Attempt, { step, end, next }: Passing): Promise<boolean> =>
  database.transaction(async transaction => {
    const { status, problem } = end
    const counts = await endStep(transaction, step.id, status, problem)
    if (counts === undefined) return false
    const events: NewRunEvent[] = [
      ...(problem === undefined ? [] : [{ kind: 'problem', step: step.number, data: problem } as const]),
      { kind: 'step-ended', step: step.number, data: { status, type: step.definition.type, ...counts } },
    ]
    if (next === undefined) await endWithLease(transaction, attempt, { events, status })
    else await appendEvents(transaction, attempt.run.id, [...events, ...(await startStep(transaction, next))])
    return true
  }, 'small')

async function withConfiguration(runner: Runner, execution: Execution): Promise<StepEnd> {
  try {
    return await execute(runner, execution)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { status: 'no-start-bad-ma-configuration', problem: error.problem }
  }
}

/** @throws ProblemError when the configuration does not allow the step; anything else is how the step ended */
async function execute(runner: Runner, execution: Execution): Promise<StepEnd> {
  const { run, step } = execution
  const { definition } = step
  if (definition.type === OPERATOR_ACTION) {
    const { rules } = await loadRuleSet(runner.database)
    const agent = { id: run.agent_id, name: run.agent_name }
    const context: OperatorContext = { ...batchContext(runner, execution, rules), agent, step: { ...step, definition } }
    return inTurn(runner, execution, lease => executeOperatorStep({ ...context, lease }))
  }
  const { rules, agent } = await runner.configure(run.agent_id)
  const context: StepContext = { ...batchContext(runner, execution, rules), agent, step: { ...step, definition } }
  if (!definition.type.endsWith('synchronization')) return executeStep(context)
  return inTurn(runner, execution, lease => executeStep({ ...context, lease }))
}

const batchContext = (
  { database }: Runner,
  { run, step, lease, controller, progress, ids }: Execution,
  rules: RuleSet,
): BatchContext => ({
  database,
  ids,
  rules,
  run: run.id,
  step,
  lease,
  signal: controller.signal,
  report: tally => progress.tell(step.number, tally),
})

/** Waits until no other step synchronizes. */
async function inTurn(
  { database }: Runner,
  { run, lease, controller }: Execution,
  work: (lease: Lease) => Promise<StepEnd>,
): Promise<StepEnd> {
  const shared = { name: SYNCHRONIZATION_LEASE, holder: lease.holder }
  try {
    await using kept = await keepLease(database, { lease: shared, run: run.id, controller, isWanted: async () => true })
    return await work(kept?.lease ?? shared)
  } catch (error) {
    // Interrupted while it waited for its turn.
    if (error instanceof RunStopped) return { status: error.status, problem: error.problem }
    throw error
  }
}

/**
 * The run, the event that says so, and the hold on the agent end together: no subscriber waits for an end that came, and
 * a worker that is killed now blocks nobody.
 */
async function endWithLease(transaction: Transaction, { run, lease }: Attempt, end: Ending): Promise<void> {
  await endWithEvents(transaction, run.id, end)
  await releaseLease(transaction, lease)
}

interface Ending {
  /** What is told before. */
  readonly events: readonly NewRunEvent[]
  readonly status: RunStatus
}

async function endWithEvents(transaction: Transaction, run: number, { events, status }: Ending): Promise<void> {
  const ended = (await endRun(transaction, run, status)) ? [{ kind: 'run-ended', data: { status } } as const] : []
  await appendEvents(transaction, run, [...events, ...ended])
}

/** Ends a run of a chain whose predecessor was stopped, without starting it; whoever comes second finds it ended. */
export function endUnstarted(database: Database, run: RunRow, before: RunRow): Promise<void> {
  const problem: Problem = {
    code: 'run.predecessor-stopped',
    message: `The run before it (${before.agent_name} ${before.profile_name}) ended with ${before.status}.`,
    hint: 'Deal with that run; the next time of the schedule starts the whole chain again.',
  }
  return database.transaction(async transaction => {
    if (!(await holdQueued(transaction, run.id))) return
    await endWithEvents(transaction, run.id, { events: [{ kind: 'problem', data: problem }], status: 'no-start-ma' })
  })
}

/** Ends a run that its worker abandoned: what it saved stays, the agent is free. Should that worker come back, it may write no more. */
export function endAbandoned(database: Database, id: number): Promise<void> {
  const problem: Problem = {
    code: 'run.worker-lost',
    message: 'The worker of this run disappeared.',
    hint: 'Everything it saved stays. Start the run again; it goes on from there.',
  }
  return database.transaction(async transaction => {
    const run = await loadRun(transaction, id)
    if (run === undefined || run.ended_at !== null || !(await takeFromSilent(transaction, run.agent_id))) return
    const events: NewRunEvent[] = []
    // A worker that comes back now may have ended a step and begun the next while its end was waited for.
    for (
      let open = await loadOpenSteps(transaction, id);
      open.length > 0;
      open = await loadOpenSteps(transaction, id)
    ) {
      for (const { id: step, number } of open) {
        if ((await endStep(transaction, step, 'stopped-server', problem)) === undefined) continue
        events.push(
          { kind: 'problem', step: number, data: problem },
          { kind: 'step-ended', step: number, data: { status: 'stopped-server' } },
        )
      }
    }
    await endWithEvents(transaction, id, { events, status: 'stopped-server' })
  })
}
