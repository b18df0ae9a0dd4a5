import type { Counters } from '../../model/counter.js'
import type { Problem } from '../../model/problem.js'
import type { RunStatus } from '../../model/status.js'
import type { RecordedStep } from '../../model/step.js'
import type { Session } from '../database.js'
import { countRows, type Listing, readPage } from './listing.js'
import type { Bind, Page, PageRequest } from './page.js'
import { optionalTime, type TimeText, timeOf } from './time.js'

export interface RunRecord {
  readonly id: number
  readonly agent: number
  readonly agentName: string
  readonly profileName: string
  readonly number: number
  readonly status: RunStatus
  readonly requestedBy: string
  readonly schedule: string | null
  readonly cancelRequested: boolean
  readonly requestedAt: Date
  readonly startedAt: Date | undefined
  readonly endedAt: Date | undefined
}

type Timed<T, Key extends keyof T> = Omit<T, Key> & { [K in Key]: TimeText | null }
type RawRun = Timed<RunRecord, 'startedAt' | 'endedAt' | 'requestedAt'>

const COLUMNS = `r.id, r.agent_id as agent, r.agent_name as "agentName", r.profile_name as "profileName", r.number, r.status,
  r.requested_by as "requestedBy", r.schedule, r.cancel_requested as "cancelRequested",
  r.requested_at as "requestedAt", r.started_at as "startedAt", r.ended_at as "endedAt"`

const toRun = (raw: RawRun): RunRecord => ({
  ...raw,
  requestedAt: timeOf(raw.requestedAt ?? new Date(0)),
  startedAt: optionalTime(raw.startedAt),
  endedAt: optionalTime(raw.endedAt),
})

export interface RunFilter {
  readonly agent?: string
  readonly profile?: string
  readonly statuses?: readonly RunStatus[]
  /** Runs that have or have not ended. */
  readonly ended?: boolean
}

const listing =
  (filter: RunFilter) =>
  (bind: Bind): Listing => ({
    select: COLUMNS,
    from: 'run r',
    conditions: [
      filter.agent === undefined ? undefined : `r.agent_name = ${bind(filter.agent)}`,
      filter.profile === undefined ? undefined : `r.profile_name = ${bind(filter.profile)}`,
      filter.statuses === undefined ? undefined : `r.status = any(${bind(filter.statuses)}::text[])`,
      filter.ended === undefined ? undefined : `r.ended_at is ${filter.ended ? 'not ' : ''}null`,
    ].filter(condition => condition !== undefined),
    order: { columns: [{ sql: 'r.id', type: 'bigint' }], descending: true },
  })

/** The run history, the newest first. */
export async function listRuns(session: Session, filter: RunFilter, page: PageRequest): Promise<Page<RunRecord>> {
  const { rows, more } = await readPage<RawRun>(session, listing(filter), page)
  return { rows: rows.map(toRun), more }
}

export const countRuns = (session: Session, filter: RunFilter): Promise<number> => countRows(session, listing(filter))

export async function findRuns(session: Session, ids: readonly number[]): Promise<RunRecord[]> {
  return (await session.query<RawRun>(`select ${COLUMNS} from run r where r.id = any($1)`, [ids])).map(toRun)
}

export interface StepRecord {
  readonly id: number
  readonly run: number
  readonly number: number
  readonly definition: RecordedStep
  readonly status: RunStatus
  readonly startedAt: Date | undefined
  readonly endedAt: Date | undefined
  readonly counters: Counters
  readonly progress: { readonly done?: number; readonly total?: number; readonly rate?: number }
  readonly problem: Problem | null
}

export async function findSteps(session: Session, runs: readonly number[]): Promise<StepRecord[]> {
  const rows = await session.query<Timed<StepRecord, 'startedAt' | 'endedAt'>>(
    `select id, run_id as run, number, definition, status, started_at as "startedAt", ended_at as "endedAt", counters, progress, problem
     from run_step where run_id = any($1) order by run_id, number`,
    [runs],
  )
  return rows.map(row => ({ ...row, startedAt: optionalTime(row.startedAt), endedAt: optionalTime(row.endedAt) }))
}
