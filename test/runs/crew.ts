import { setTimeout as sleep } from 'node:timers/promises'
import { configureFrom } from '../../src/runs/configure.js'
import { openQueue, type RunQueue } from '../../src/runs/queue.js'
import { startWorker, type Worker } from '../../src/runs/worker.js'
import { type Database, openDatabase } from '../../src/storage/database.js'

/** A worker as a process of its own would be: its own connections, its own queue. */
export interface Crewman {
  readonly database: Database
  readonly queue: RunQueue
  readonly worker: Worker
  readonly failures: unknown[]
  stop(): Promise<void>
}

export async function hire(url: string, name: string): Promise<Crewman> {
  const database = await openDatabase({ url, applicationName: 'identity-hub-test' })
  const failures: unknown[] = []
  const queue = await openQueue(database, { worker: true, onError: error => failures.push(error) })
  const worker = await startWorker({
    database,
    queue,
    name,
    configure: configureFrom(database, process.cwd()),
    log: (message, details) => failures.push({ message, details }),
  })
  return {
    database,
    queue,
    worker,
    failures,
    async stop() {
      await worker.stop()
      await queue.stop()
      await database.close()
    },
  }
}

/** Asks again and again until the answer is there. */
export async function eventually<T>(ask: () => Promise<T | undefined>, seconds = 20): Promise<T> {
  const until = Date.now() + seconds * 1_000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > until) throw new Error(`not within ${seconds} s`)
    await sleep(30)
  }
}

export interface RunRecord {
  readonly id: number
  readonly agent: string
  readonly status: string
  readonly worker: string | null
  readonly started: number | null
  readonly ended: number | null
}

export async function recordOf(database: Database, run: number): Promise<RunRecord> {
  const [row] = await database.query<RunRecord>(
    `select id, agent_name as agent, status, worker, extract(epoch from started_at)::float8 * 1000 as started,
       extract(epoch from ended_at)::float8 * 1000 as ended from run where id = $1`,
    [run],
  )
  if (row === undefined) throw new Error(`no run ${run}`)
  return row
}

export const ended = (database: Database, run: number, seconds?: number): Promise<RunRecord> =>
  eventually(async () => {
    const record = await recordOf(database, run)
    return record.ended === null ? undefined : record
  }, seconds)

export interface EventRecord {
  readonly number: number
  readonly kind: string
  readonly data: { readonly status?: string; readonly code?: string; readonly done?: number }
}

export const eventsOf = (database: Database, run: number): Promise<EventRecord[]> =>
  database.query<EventRecord>('select number, kind, data from run_event where run_id = $1 order by number', [run])
