import { configureFrom } from '../../../src/runs/configure.js'
import { endAbandoned, executeRun } from '../../../src/runs/execute-run.js'
import type { Database } from '../../../src/storage/database.js'
import { createIdSources } from '../../../src/storage/ids.js'
import { createRun } from '../../../src/storage/runs/create-run.js'
import type { Step } from '../history.js'
import { Killed, losing } from './killed.js'

export interface Ran {
  readonly run: number
  readonly status: string
  readonly killed: boolean
}

/** Runs one step, by a worker that may be killed at one of its statements; another worker then finds the run and ends it. */
export async function run(database: Database, { agent, type, batchSize, fault }: Step): Promise<Ran> {
  const [row] = await database.query<{ id: number }>('select id from agent where name = $1', [agent])
  const definition = { type, batchSize, deletionLimit: null, deletionPercent: null }
  const id = await database.transaction(transaction =>
    createRun(transaction, {
      agent: { id: row?.id ?? 0, name: agent },
      profile: 'history',
      steps: [definition],
      requestedBy: 'test',
    }),
  )
  const bugs: unknown[] = []
  const own = fault?.kind === 'kill' ? losing(database, fault.after) : database
  const status = await executeRun(
    {
      database: own,
      ids: createIdSources(),
      worker: 'history',
      configure: configureFrom(database, process.cwd()),
      log: (_message, details) => bugs.push((details as { error: unknown }).error),
      signal: new AbortController().signal,
    },
    id,
  ).catch(error => {
    if (isKill(error)) return undefined
    throw error
  })
  const bug = bugs.find(each => !isKill(each))
  if (bug !== undefined) throw bug
  if (status === undefined) await bury(database, id)
  return { run: id, status: status ?? 'killed', killed: status === undefined || bugs.length > 0 }
}

const isKill = (error: unknown): boolean =>
  error instanceof Killed || (error instanceof SuppressedError && (isKill(error.error) || isKill(error.suppressed)))

async function bury(database: Database, run: number): Promise<void> {
  await database.query(`update lease set until = now() - interval '1 minute'`)
  await database.query(`delete from run where id = $1 and status = 'queued'`, [run])
  await endAbandoned(database, run)
}
