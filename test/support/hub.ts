import { parse } from 'yaml'
import { applyConfiguration } from '../../src/configuration/apply.js'
import { checkDocument, openConfiguration } from '../../src/configuration/check.js'
import type { ExtensionFiles } from '../../src/configuration/extensions/files.js'
import type { RunStatus } from '../../src/model/status.js'
import type { StepDefinition, StepType } from '../../src/model/step.js'
import { configureFrom } from '../../src/runs/configure.js'
import { executeRun } from '../../src/runs/execute-run.js'
import type { Database } from '../../src/storage/database.js'
import { createIdSources } from '../../src/storage/ids.js'
import { createRun } from '../../src/storage/runs/create-run.js'
import { testDatabase } from './database.js'

/** How a run of one step ended. */
export interface StepResult {
  readonly status: RunStatus
  readonly counters: Readonly<Record<string, number>>
  readonly problem: { readonly code: string; readonly message: string; readonly hint?: string } | null
  readonly run: number
}

/** A hub without processes: runs are executed where the test stands, one after the other. */
export interface TestHub {
  readonly database: Database
  /** @param files modules with rules in code, of a document that is no file */
  apply(document: string | object, files?: ExtensionFiles): Promise<void>
  /** @param signal aborted, stops the run as a worker does that is to end */
  run(agent: string, step: StepType | StepDefinition, signal?: AbortSignal): Promise<StepResult>
  drop(): Promise<void>
}

/**
 * @param folder where relative paths of settings begin
 * @param files modules with rules in code, of a document that is no file
 */
export async function testHub(
  document: string | object,
  folder = process.cwd(),
  files?: ExtensionFiles,
): Promise<TestHub> {
  const { database, drop } = await testDatabase()
  const hub: TestHub = {
    database,
    async apply(next, files) {
      const checked =
        typeof next === 'string' && !next.includes('\n')
          ? await openConfiguration(next)
          : checkDocument(typeof next === 'string' ? parse(next) : (next as Record<string, unknown>), undefined, files)
      await applyConfiguration(database, checked, { author: 'test' })
    },
    run: (agent, step, signal) =>
      runStep(database, folder, { agent, step: typeof step === 'string' ? { type: step } : step, signal }),
    drop,
  }
  await hub.apply(document, files)
  return hub
}

async function runStep(
  database: Database,
  folder: string,
  { agent, step, signal }: { agent: string; step: StepDefinition; signal: AbortSignal | undefined },
): Promise<StepResult> {
  const [row] = await database.query<{ id: number }>('select id from agent where name = $1', [agent])
  if (row === undefined) throw new Error(`no agent ${agent}`)
  const run = await database.transaction(transaction =>
    createRun(transaction, { agent: { id: row.id, name: agent }, profile: 'test', steps: [step], requestedBy: 'test' }),
  )
  const bugs: unknown[] = []
  const status = await executeRun(
    {
      database,
      ids: createIdSources(),
      worker: 'test',
      configure: configureFrom(database, folder),
      log: (_message, details) => bugs.push((details as { error: unknown }).error),
      signal: signal ?? new AbortController().signal,
    },
    run,
  )
  if (bugs.length > 0) throw bugs[0]
  if (status === undefined) throw new Error(`run ${run} did not start`)
  const [result] = await database.query<Pick<StepResult, 'counters' | 'problem'>>(
    'select counters, problem from run_step where run_id = $1',
    [run],
  )
  return { status, counters: result?.counters ?? {}, problem: result?.problem ?? null, run }
}
