import { applyConfiguration } from '../src/configuration/apply.js'
import { checkDocument } from '../src/configuration/check.js'
import type { HubDocument } from '../src/configuration/document.js'
import type { StepType } from '../src/model/step.js'
import { configureFrom } from '../src/runs/configure.js'
import { executeRun } from '../src/runs/execute-run.js'
import { type Database, openDatabase } from '../src/storage/database.js'
import { createIdSources, type IdSources } from '../src/storage/ids.js'
import { migrate } from '../src/storage/migrate.js'
import { createRun } from '../src/storage/runs/create-run.js'

/** What one run of one step cost. */
export interface RunCost {
  readonly milliseconds: number
  /** Of its SQL statements as the worker waits for them, the records of the run itself included. */
  readonly databaseMilliseconds: number
  readonly statements: number
  readonly counters: Readonly<Record<string, number>>
  readonly step: number
}

/** A hub on a database of its own that executes runs in this process, as a worker does. */
export interface BenchHub {
  readonly database: Database
  agent(name: string): Promise<number>
  /** @throws Error when the run does not succeed: a benchmark of a failure measures nothing. */
  run(agent: string, type: StepType): Promise<RunCost>
  close(): Promise<void>
}

/** A hub on an empty database. */
export async function createHub(url: string, document: HubDocument): Promise<BenchHub> {
  const hub = await openHub(url)
  await migrate(hub.database)
  await applyConfiguration(hub.database, checkDocument(document), { author: 'bench' })
  return hub
}

/** A hub on a database that has been one before. */
export async function openHub(url: string): Promise<BenchHub> {
  const database = await openDatabase({ url, applicationName: 'identity-hub-bench' })
  const ids = createIdSources()
  const agent = (name: string): Promise<number> => agentNamed(database, name)
  return {
    database,
    agent,
    run: async (name, type) => runStep({ database, ids }, { id: await agent(name), name }, type),
    close: () => database.close(),
  }
}

async function agentNamed(database: Database, name: string): Promise<number> {
  const [row] = await database.query<{ id: number }>('select id from agent where name = $1', [name])
  if (row === undefined) throw new Error(`there is no agent ${name}`)
  return row.id
}

async function runStep(
  { database, ids }: { readonly database: Database; readonly ids: IdSources },
  agent: { readonly id: number; readonly name: string },
  type: StepType,
): Promise<RunCost> {
  const run = await database.transaction(transaction =>
    createRun(transaction, { agent, profile: type, steps: [{ type }], requestedBy: 'bench' }),
  )
  const { statistics } = database
  const before = { ...statistics }
  const start = performance.now()
  const status = await executeRun(
    {
      database,
      ids,
      worker: 'bench',
      configure: configureFrom(database, process.cwd()),
      log: (message, details) => process.stderr.write(`${message} ${inspectable(details)}\n`),
      signal: new AbortController().signal,
    },
    run,
  )
  const milliseconds = performance.now() - start
  const spent = {
    milliseconds,
    databaseMilliseconds: statistics.milliseconds - before.milliseconds,
    statements: statistics.statements - before.statements,
  }
  const [step] = await database.query<{ id: number; counters: Record<string, number>; problem: unknown }>(
    'select id, counters, problem from run_step where run_id = $1',
    [run],
  )
  if (status !== 'success' || step === undefined) {
    throw new Error(`${type} of ${agent.name} ended with ${status}: ${JSON.stringify(step?.problem)}`)
  }
  return { ...spent, counters: step.counters, step: step.id }
}

const inspectable = (details: object): string => {
  const { error } = details as { error?: unknown }
  return error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(details)
}
