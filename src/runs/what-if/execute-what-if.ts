import { applyConfiguration } from '../../configuration/apply.js'
import { checkConfiguration } from '../../configuration/check.js'
import { type LoadedConfiguration, loadRuleSet } from '../../configuration/load.js'
import { readText } from '../../configuration/read.js'
import { type Problem, ProblemError } from '../../model/problem.js'
import { Stopped } from '../../model/stopped.js'
import type { Database } from '../../storage/database.js'
import { copiedHistory } from '../../storage/undo/copied-history.js'
import { saveDifferences } from '../../storage/what-if/differences/save-differences.js'
import { createScratch, dropScratch, openScratch, scratchSchema } from '../../storage/what-if/scratch.js'
import { endWhatIf, requeueWhatIf, type WhatIfRecord, type WhatIfStep } from '../../storage/what-if/what-ifs.js'
import { shutDown } from '../interruptions.js'
import type { Tally } from '../step-context.js'
import { undoableRun } from '../undo/undoable.js'
import { keepWhatIf, type WhatIfBeat, type WhatIfWorker } from './keep-what-if.js'
import { synchronizeCopy } from './synchronize-copy.js'
import { undoOnCopy } from './undo-copy.js'

/**
 * Carries out a what-if that this worker has taken: copies what synchronization decides by, puts the other configuration in force
 * there, synchronizes with the engine as it is, and compares the copy with what it was. The hub's own tables are only read.
 */
export async function executeWhatIf(worker: WhatIfWorker, record: WhatIfRecord): Promise<void> {
  const { database } = worker
  const schema = scratchSchema(record.id)
  const beat = keepWhatIf(worker, record.id)
  try {
    await dropScratch(database, schema)
    await createScratch(database, schema, {
      between: (done, total) => beat.now('copying', { done, total }),
      ...(record.undoRun === null
        ? {}
        : { history: copiedHistory((await undoableRun(database, record.undoRun)).steps) }),
    })
    const done = await workOnCopy(worker, { record, schema, beat })
    await endWhatIf(database, record.id, { status: 'completed', ...done })
  } catch (error) {
    await endBadly(worker, record.id, beat.signal.aborted ? beat.signal.reason : error)
  } finally {
    beat.stop()
    await dropScratch(database, schema)
  }
}

interface Work {
  readonly record: WhatIfRecord
  readonly schema: string
  readonly beat: WhatIfBeat
}

async function workOnCopy({ database }: WhatIfWorker, { record, schema, beat }: Work) {
  const [here] = await database.query<{ origin: string }>('select current_schema() as origin')
  const scratch = await openScratch(database, schema)
  try {
    if (record.document !== null) {
      const read = readText(record.document, 'hub.yaml', new Map(Object.entries(record.files)))
      await applyConfiguration(scratch, checkConfiguration(read), { author: 'what-if' })
    }
    const configuration = await loadRuleSet(scratch)
    const worked = await tryOn(scratch, { record, beat }, configuration)
    const counts = await saveDifferences(scratch, {
      id: record.id,
      origin: here?.origin ?? '',
      schema,
      between: (done, total) => beat.now('comparing', { done, total }),
    })
    return { ...worked, counts }
  } finally {
    await scratch.close()
  }
}

interface Tried {
  readonly steps: readonly WhatIfStep[]
  readonly digest?: string
}

/** Undoes a run, or synchronizes agents, one after the other. */
async function tryOn(
  scratch: Database,
  { record, beat }: Pick<Work, 'record' | 'beat'>,
  configuration: LoadedConfiguration,
): Promise<Tried> {
  const { rules } = configuration
  const { signal } = beat
  const tell = (agent: string, { done, total }: Tally): void =>
    beat.tell('synchronizing', { agent, done, total: total ?? null })
  if (record.undoRun !== null) {
    const { step, digest } = await undoOnCopy(scratch, { run: record.undoRun, rules, signal, report: tell })
    signal.throwIfAborted()
    return { steps: [step], digest }
  }
  const steps: WhatIfStep[] = []
  for (const agent of agentsOf(record, configuration)) {
    const report = (tally: Tally): void => tell(agent.name, tally)
    const end = await synchronizeCopy(scratch, { agent, mode: record.mode, rules, signal, report })
    signal.throwIfAborted()
    steps.push({ agent: agent.name, ...end })
  }
  return { steps }
}

function agentsOf({ agents }: WhatIfRecord, configuration: LoadedConfiguration): LoadedConfiguration['agents'] {
  if (agents === null) return configuration.agents
  return agents.map(name => {
    const agent = configuration.agents.find(each => each.name === name)
    if (agent !== undefined) return agent
    throw new ProblemError({
      code: 'request.not-found',
      message: `The configuration has no agent “${name}”.`,
      hint: `It has ${configuration.agents.map(each => each.name).join(', ') || 'none'}.`,
    })
  })
}

async function endBadly({ database, name, log }: WhatIfWorker, id: number, error: unknown): Promise<void> {
  if (error instanceof Stopped && error.status === shutDown().status) return requeueWhatIf(database, id, name)
  if (error instanceof Stopped && error.problem.code === 'run.cancelled')
    return endWhatIf(database, id, { status: 'cancelled' })
  if (!(error instanceof ProblemError || error instanceof Stopped)) log('what-if failed', { whatIf: id, error })
  return endWhatIf(database, id, { status: 'failed', problem: problemOf(error) })
}

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError || error instanceof Stopped) return error.problem
  return {
    code: 'run.unexpected',
    message: `The what-if failed unexpectedly: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'Nothing was changed. The log has the details; starting it again is safe.',
  }
}
