import { PgBoss } from 'pg-boss'
import type { Database, Session } from '../storage/database.js'

const RUNS = 'run'
const SCHEDULES = 'schedule'
/** A run may take its time; that its worker lives is the lease's business. */
const EXPIRE_SECONDS = 24 * 60 * 60

/** Where runs wait for a worker. Any process may send; those that called `work` pick up. */
export interface RunQueue {
  /** Announces a run; inside the transaction that queues it, so that neither exists without the other. */
  send(run: number, session?: Session): Promise<void>
  work(handle: (run: number) => Promise<void>, concurrency: number): Promise<void>
  /** Calls `handle` with a schedule's name whenever one is due, on one worker of all. */
  onSchedule(handle: (schedule: string) => Promise<void>): Promise<void>
  /** Makes the given schedules, and no others, the ones that are due. */
  setSchedules(schedules: readonly QueueSchedule[]): Promise<void>
  /** Stops picking up, and waits for handlers that are at work. */
  stop(): Promise<void>
}

export interface QueueSchedule {
  readonly name: string
  readonly cron: string
  readonly timezone: string
}

export interface QueueOptions {
  /** Whether this process also watches the queue and the clock. */
  readonly worker: boolean
  readonly onError: (error: unknown) => void
}

/** Opens the queue on the hub's own database: pg-boss, woken by LISTEN/NOTIFY, polling when that fails. */
export async function openQueue(database: Database, { worker, onError }: QueueOptions): Promise<RunQueue> {
  const boss = new PgBoss({
    connectionString: database.url,
    application_name: 'identity-hub-queue',
    max: worker ? 4 : 2,
    useListenNotify: worker,
    supervise: worker,
    schedule: worker,
    monitorVacuum: false,
  })
  boss.on('error', onError)
  await boss.start()
  for (const name of [RUNS, SCHEDULES]) {
    await boss.createQueue(name, {
      notify: true,
      retryLimit: 0,
      expireInSeconds: EXPIRE_SECONDS - 1,
      deleteAfterSeconds: 3_600,
    })
  }
  return {
    async send(run, session) {
      const db =
        session === undefined
          ? {}
          : {
              db: {
                executeSql: async (text: string, values?: unknown[]) => ({ rows: await session.query(text, values) }),
              },
            }
      await boss.send(RUNS, { run }, db)
    },
    async work(handle, concurrency) {
      await boss.work<{ run: number }>(
        RUNS,
        { localConcurrency: concurrency, pollingIntervalSeconds: 2 },
        async jobs => {
          for (const job of jobs) await handle(job.data.run)
        },
      )
    },
    async onSchedule(handle) {
      await boss.work<{ name: string }>(SCHEDULES, { pollingIntervalSeconds: 5 }, async jobs => {
        for (const job of jobs) await handle(job.data.name)
      })
    },
    async setSchedules(schedules) {
      const wanted = new Set(schedules.map(schedule => schedule.name))
      for (const held of await boss.getSchedules(SCHEDULES))
        if (!wanted.has(held.key ?? '')) await boss.unschedule(SCHEDULES, held.key ?? '')
      for (const { name, cron, timezone } of schedules)
        await boss.schedule(SCHEDULES, cron, { name }, { tz: timezone, key: name })
    },
    stop: () => boss.stop({ graceful: true, timeout: 10_000 }),
  }
}
