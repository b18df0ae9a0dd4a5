import { randomUUID } from 'node:crypto'
import { loadRuleSet } from '../configuration/load.js'
import { type Problem, ProblemError } from '../model/problem.js'
import { type RunStatus, stopsProfile } from '../model/status.js'
import { OPERATOR_ACTION } from '../model/step.js'
import type { RuleSet } from '../rules/rule-set.js'
import type { Database, Transaction } from '../storage/database.js'
import type { IdSource } from '../storage/ids.js'
import { type Lease, releaseLease } from '../storage/lease.js'
import { beginRun, beginStep, endRun, endStep, holdQueued } from '../storage/runs/change-run.js'
import { appendEvent } from '../storage/runs/events.js'
import { agentLease, mustWait, SYNCHRONIZATION_LEASE, takeFromSilent } from '../storage/runs/find-runs.js'
import { loadOpenSteps, loadRun, loadSteps, type RunRow, type StepRow } from '../storage/runs/run-row.js'
import { executeStep, type StepEnd } from './execute-step.js'
import { takenOver } from './interruptions.js'
import { keepLease } from './keep-lease.js'
import { executeOperatorStep } from './operator/execute-operator-step.js'
import type { OperatorContext } from './operator/operator-context.js'
import { type RunEvents, runEvents } from './run-events.js'
import { RunStopped } from './run-stopped.js'
import type { BatchContext, RunAgent, StepContext } from './step-context.js'
import { traced } from './traced.js'

export interface Runner {
  readonly database: Database
  readonly ids: IdSource
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
  const run = await loadRun(database, id)
  if (run === undefined || run.status !== 'queued' || (await mustWait(database, id))) return undefined
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
    if (kept === undefined || !(await startRun(database, run, worker))) return undefined
    const attempt = { run, lease: kept.lease, controller }
    const { agent_name: agent, profile_name: profile, number } = run
    const about = { 'hub.run': id, 'hub.agent': agent, 'hub.profile': profile, 'hub.run.number': number }
    return await traced(`run ${agent} ${profile}`, about, () => executeSteps(runner, attempt), outcomeOf)
  } finally {
    runner.signal.removeEventListener('abort', forward)
  }
}

interface Attempt {
  readonly run: RunRow
  readonly lease: Lease
  readonly controller: AbortController
}

/** False when somebody else has it, or nobody wants it any more. As all that follows, it is on record together with the event that tells it. */
const startRun = (database: Database, run: RunRow, worker: string): Promise<boolean> =>
  database.transaction(async transaction => {
    if (!(await beginRun(transaction, run.id, worker))) return false
    const { id, number, agent_name: agent, profile_name: profile } = run
    await appendEvent(transaction, { run: id, kind: 'run-started', data: { agent, profile, number } })
    return true
  }, 'small')

async function executeSteps(runner: Runner, attempt: Attempt): Promise<RunStatus> {
  const { run } = attempt
  const events = runEvents(runner.database, run.id)
  const steps = await loadSteps(runner.database, run.id)
  let status: RunStatus = steps.length === 0 ? 'no-start-no-steps-in-profile' : 'success'
  for (const step of steps) {
    const end = await executeOne(runner, { ...attempt, step, events })
    status = end.status
    if (stopsProfile(status)) break
  }
  await events.flush()
  await finishRun(runner.database, attempt, status)
  return status
}

interface Execution extends Attempt {
  readonly step: StepRow
  readonly events: RunEvents
}

const outcomeOf = (status: RunStatus) => ({ status, good: !stopsProfile(status) })

function executeOne(runner: Runner, execution: Execution): Promise<StepEnd> {
  const { run, step } = execution
  const about = { 'hub.run': run.id, 'hub.step': step.number, 'hub.agent': run.agent_name }
  const work = (): Promise<StepEnd> => toTheEnd(runner, execution)
  return traced(`step ${step.definition.type}`, about, work, end => outcomeOf(end.status))
}

async function toTheEnd(runner: Runner, execution: Execution): Promise<StepEnd> {
  const { database } = runner
  const { run, step, events } = execution
  if (!(await startStep(database, execution))) return { status: 'stopped-server', problem: takenOver().problem }
  const end = await withConfiguration(runner, execution)
  await events.flush()
  // Whoever took over has written the end: nothing may follow it.
  if (!(await finishStep(database, execution, end))) return end
  if (end.bug !== undefined) runner.log('step failed unexpectedly', { run: run.id, step: step.number, error: end.bug })
  return end
}

const startStep = (database: Database, { run, step }: Execution): Promise<boolean> =>
  database.transaction(async transaction => {
    if (!(await beginStep(transaction, step.id))) return false
    const { type } = step.definition
    await appendEvent(transaction, { run: run.id, kind: 'step-started', step: step.number, data: { type } })
    return true
  }, 'small')

const finishStep = (database: Database, { run, step }: Execution, { status, problem }: StepEnd): Promise<boolean> =>
  database.transaction(async transaction => {
    const counts = await endStep(transaction, step.id, status, problem)
    if (counts === undefined) return false
    const about = { run: run.id, step: step.number }
    if (problem !== undefined) await appendEvent(transaction, { ...about, kind: 'problem', data: problem })
    const { type } = step.definition
    await appendEvent(transaction, { ...about, kind: 'step-ended', data: { status, type, ...counts } })
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
  { database, ids }: Runner,
  { run, step, lease, controller, events }: Execution,
  rules: RuleSet,
): BatchContext => ({
  database,
  ids,
  rules,
  run: run.id,
  step,
  lease,
  signal: controller.signal,
  report: tally => events.progress(step.number, tally),
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
const finishRun = (database: Database, { run, lease }: Attempt, status: RunStatus): Promise<void> =>
  database.transaction(async transaction => {
    await endWithEvent(transaction, run.id, status)
    await releaseLease(transaction, lease)
  }, 'small')

async function endWithEvent(transaction: Transaction, run: number, status: RunStatus): Promise<boolean> {
  if (!(await endRun(transaction, run, status))) return false
  await appendEvent(transaction, { run, kind: 'run-ended', data: { status } })
  return true
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
    await appendEvent(transaction, { run: run.id, kind: 'problem', data: problem })
    await endWithEvent(transaction, run.id, 'no-start-ma')
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
    const events = runEvents(transaction, id)
    for (const step of await loadOpenSteps(transaction, id)) {
      await endStep(transaction, step.id, 'stopped-server', problem)
      await events.write('problem', step.number, problem)
      await events.write('step-ended', step.number, { status: 'stopped-server' })
    }
    await endWithEvent(transaction, id, 'stopped-server')
  })
}
