import { setInterval as every } from 'node:timers/promises'
import { stopsProfile } from '../model/status.js'
import type { Database } from '../storage/database.js'
import { createIdSources } from '../storage/ids.js'
import { findAbandoned, findReady } from '../storage/runs/find-runs.js'
import { loadRun } from '../storage/runs/run-row.js'
import { loadSchedule } from '../storage/runs/schedules.js'
import { historyKeeper } from './clear-history.js'
import { endAbandoned, endUnstarted, executeRun, type Runner } from './execute-run.js'
import { shutDown } from './interruptions.js'
import type { RunQueue } from './queue.js'
import { scheduleKeeper } from './schedules.js'
import { startChain } from './start-run.js'
import { type WatchKeeper, watchKeeper } from './watch/watch-keeper.js'

/** How often a worker looks for runs that others left behind. */
const SWEEP_MS = 3_000
const CONCURRENCY = 8

export interface WorkerOptions {
  readonly database: Database
  readonly queue: RunQueue
  readonly name: string
  readonly configure: Runner['configure']
  readonly log: Runner['log']
}

/** Executes queued runs until it is stopped. Any number of workers share one database. */
export interface Worker {
  /** Interrupts what is under way (`stopped-service-shutdown`) and waits for it. */
  stop(): Promise<void>
}

export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { database, queue, name, configure, log } = options
  const controller = new AbortController()
  const active = new Set<Promise<unknown>>()
  const runner: Runner = {
    database,
    ids: createIdSources(),
    worker: name,
    configure,
    log,
    signal: controller.signal,
  }

  const handle = async (run: number): Promise<void> => {
    if (controller.signal.aborted) return
    const work = take(runner, queue, run)
    active.add(work)
    await work.catch(error => log('run failed', { run, error })).finally(() => active.delete(work))
  }
  await queue.work(handle, CONCURRENCY)
  await queue.onSchedule(schedule => startSchedule(options, schedule))
  const watches = watchKeeper({
    database,
    worker: name,
    configure,
    log,
    start: schedule => startSchedule(options, schedule),
  })
  const sweeping = sweepUntil(controller.signal, runner, queue, watches)

  return {
    async stop() {
      controller.abort(shutDown())
      await Promise.allSettled(active)
      await sweeping
      await watches.stop()
    },
  }
}

/** Executes a run if it is its turn, then wakes those that waited for it. */
async function take(runner: Runner, queue: RunQueue, id: number): Promise<void> {
  const run = await loadRun(runner.database, id)
  const before = run?.after_id === null || run === undefined ? undefined : await loadRun(runner.database, run.after_id)
  if (run?.status === 'queued' && before !== undefined && before.ended_at !== null && stopsProfile(before.status)) {
    await endUnstarted(runner.database, run, before)
  } else await executeRun(runner, id)
  for (const next of await findReady(runner.database)) await queue.send(next)
}

async function startSchedule({ database, queue, log }: WorkerOptions, name: string): Promise<void> {
  const runs = await loadSchedule(database, name)
  if (runs.length === 0) return
  try {
    await startChain(
      { database, queue },
      runs.map(run => ({ ...run, requestedBy: `schedule:${name}` })),
      name,
    )
  } catch (error) {
    log('schedule could not start', { schedule: name, error })
  }
}

/** Ends runs whose workers disappeared, announces queued runs whose announcement was lost, keeps the schedules current and the history short. */
async function sweepUntil(signal: AbortSignal, runner: Runner, queue: RunQueue, watches: WatchKeeper): Promise<void> {
  const keep = [scheduleKeeper(runner.database, queue), historyKeeper(runner.database), () => watches.keep()]
  try {
    for await (const _ of every(SWEEP_MS, undefined, { signal, ref: false })) await sweep(runner, queue, keep)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function sweep(runner: Runner, queue: RunQueue, keep: readonly (() => Promise<void>)[]): Promise<void> {
  try {
    for (const task of keep) await task()
    for (const run of await findAbandoned(runner.database)) await endAbandoned(runner.database, run)
    for (const run of await findReady(runner.database)) await queue.send(run)
  } catch (error) {
    runner.log('looking for abandoned runs failed', { error })
  }
}
