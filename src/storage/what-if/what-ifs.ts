import type { Problem } from '../../model/problem.js'
import type { RunStatus } from '../../model/status.js'
import type { Session } from '../database.js'
import { countRows, type MakeListing, readPage } from '../read/listing.js'
import type { Page, PageRequest } from '../read/page.js'
import { optionalTime, type TimeText, timeOf } from '../read/time.js'
import type { KindCount } from './differences/save-differences.js'

export const WHAT_IF_STATUSES = [
  'queued',
  'copying',
  'synchronizing',
  'comparing',
  'completed',
  'failed',
  'cancelled',
] as const
export type WhatIfStatus = (typeof WHAT_IF_STATUSES)[number]
export const WHAT_IF_MODES = ['full', 'delta'] as const
export type WhatIfMode = (typeof WHAT_IF_MODES)[number]

/** How far a what-if is within its status: tables, objects of an agent, comparisons. */
export interface WhatIfProgress {
  readonly agent?: string
  readonly done?: number
  readonly total?: number | null
}

export interface WhatIfStep {
  readonly agent: string
  readonly status: RunStatus
  readonly counters: Readonly<Record<string, number>>
  readonly problem: Problem | null
}

export interface WhatIfRecord {
  readonly id: number
  /** As YAML; null: the configuration in force. */
  readonly document: string | null
  /** Its rules in code: path to text. */
  readonly files: Readonly<Record<string, string>>
  /** The version in force when it was asked for. */
  readonly version: number
  readonly agents: readonly string[] | null
  readonly mode: WhatIfMode
  /** The run that is undone, in place of synchronizing. */
  readonly undoRun: number | null
  /** Of an undo: tells what it found from anything else. */
  readonly digest: string | null
  readonly status: WhatIfStatus
  readonly requestedBy: string
  readonly cancelRequested: boolean
  readonly requestedAt: Date
  readonly startedAt: Date | undefined
  readonly endedAt: Date | undefined
  readonly progress: WhatIfProgress
  readonly steps: readonly WhatIfStep[]
  readonly counts: readonly KindCount[]
  readonly problem: Problem | null
}

export type NewWhatIf = Pick<WhatIfRecord, 'document' | 'files' | 'version' | 'agents' | 'mode' | 'requestedBy'> &
  Partial<Pick<WhatIfRecord, 'undoRun'>>

const COLUMNS = `w.id, w.document, w.files, w.version, w.agents, w.mode, w.status, w.requested_by as "requestedBy",
  w.cancel_requested as "cancelRequested", w.requested_at as "requestedAt", w.started_at as "startedAt", w.ended_at as "endedAt",
  w.progress, w.steps, w.counts, w.problem, w.undo_run as "undoRun", w.digest`

type Raw = Omit<WhatIfRecord, 'requestedAt' | 'startedAt' | 'endedAt'> & {
  readonly requestedAt: TimeText
  readonly startedAt: TimeText | null
  readonly endedAt: TimeText | null
}

const toRecord = (raw: Raw): WhatIfRecord => ({
  ...raw,
  requestedAt: timeOf(raw.requestedAt),
  startedAt: optionalTime(raw.startedAt),
  endedAt: optionalTime(raw.endedAt),
})

export async function createWhatIf(
  session: Session,
  { document, files, version, agents, mode, requestedBy, undoRun = null }: NewWhatIf,
): Promise<number> {
  const [row] = await session.query<{ id: number }>(
    'insert into what_if (document, files, version, agents, mode, requested_by, undo_run) values ($1, $2, $3, $4, $5, $6, $7) returning id',
    [document, files, version, agents, mode, requestedBy, undoRun],
  )
  return row?.id as number
}

const all: MakeListing = () => ({
  select: COLUMNS,
  from: 'what_if w',
  conditions: [],
  order: { columns: [{ sql: 'w.id', type: 'bigint' }], descending: true },
})

/** All that are kept, the newest first. */
export async function listWhatIfs(session: Session, page: PageRequest): Promise<Page<WhatIfRecord>> {
  const { rows, more } = await readPage<Raw>(session, all, page)
  return { rows: rows.map(toRecord), more }
}

export const countWhatIfs = (session: Session): Promise<number> => countRows(session, all)

export async function findWhatIfs(session: Session, ids: readonly number[]): Promise<WhatIfRecord[]> {
  return (await session.query<Raw>(`select ${COLUMNS} from what_if w where w.id = any($1::bigint[])`, [ids])).map(
    toRecord,
  )
}

/** Takes the oldest that waits; nobody else gets it then. */
export async function takeWhatIf(session: Session, worker: string): Promise<WhatIfRecord | undefined> {
  const [row] = await session.query<Raw>(
    `update what_if w set status = 'copying', worker = $1, started_at = now(), alive_at = now()
     where w.id = (select id from what_if where status = 'queued' and ended_at is null order by id limit 1 for update skip locked)
     returning ${COLUMNS}`,
    [worker],
  )
  return row === undefined ? undefined : toRecord(row)
}

/** Says how far it is, and asks whether to go on. */
export async function reportWhatIf(
  session: Session,
  worker: string,
  { id, status, progress }: Pick<WhatIfRecord, 'id' | 'status' | 'progress'>,
): Promise<{ readonly held: boolean; readonly cancelled: boolean }> {
  const [row] = await session.query<{ cancelled: boolean }>(
    `update what_if set status = $3, progress = $4, alive_at = now()
     where id = $1 and worker = $2 and ended_at is null returning cancel_requested as cancelled`,
    [id, worker, status, progress],
  )
  return { held: row !== undefined, cancelled: row?.cancelled ?? true }
}

export interface WhatIfEnd {
  readonly status: 'completed' | 'failed' | 'cancelled'
  readonly steps?: readonly WhatIfStep[]
  readonly counts?: readonly KindCount[]
  readonly problem?: Problem
  readonly digest?: string | undefined
}

/** Ends it, unless somebody else has. Differences that came of one that did not complete are taken back. */
export async function endWhatIf(
  session: Session,
  id: number,
  { status, steps = [], counts = [], problem, digest }: WhatIfEnd,
): Promise<void> {
  if (status !== 'completed') await session.query('delete from what_if_difference where what_if_id = $1', [id])
  await session.query(
    `update what_if set status = $2, ended_at = now(), progress = '{}', steps = $3, counts = $4, problem = $5, digest = $6
     where id = $1 and ended_at is null`,
    [
      id,
      status,
      JSON.stringify(steps),
      JSON.stringify(counts),
      problem === undefined ? null : JSON.stringify(problem),
      digest ?? null,
    ],
  )
}

/** Lets another worker begin it anew. */
export async function requeueWhatIf(session: Session, id: number, worker: string): Promise<void> {
  await session.query('delete from what_if_difference where what_if_id = $1', [id])
  await session.query(
    `update what_if set status = 'queued', worker = null, started_at = null, progress = '{}'
     where id = $1 and worker = $2 and ended_at is null`,
    [id, worker],
  )
}

/** Asks one to stop; one that still waits ends at once. Undefined when there is none. */
export async function cancelWhatIf(
  session: Session,
  id: number,
): Promise<'cancelled' | 'requested' | 'ended' | undefined> {
  const [row] = await session.query<{ was: WhatIfStatus; open: boolean }>(
    `update what_if w set cancel_requested = w.cancel_requested or w.ended_at is null,
       status = case when w.status = 'queued' then 'cancelled' else w.status end,
       ended_at = case when w.status = 'queued' then now() else w.ended_at end
     from (select id, status, ended_at is null as open from what_if where id = $1::bigint for update) before
     where w.id = before.id returning before.status as was, before.open`,
    [id],
  )
  if (row === undefined) return undefined
  if (!row.open) return 'ended'
  return row.was === 'queued' ? 'cancelled' : 'requested'
}

/** Those whose workers have been silent for so many seconds. */
export async function findSilentWhatIfs(session: Session, seconds: number): Promise<number[]> {
  const rows = await session.query<{ id: number }>(
    `select id from what_if where ended_at is null and status <> 'queued' and alive_at < now() - make_interval(secs => $1)`,
    [seconds],
  )
  return rows.map(row => row.id)
}

/** Removes one that has ended, with its differences. */
export async function removeWhatIf(session: Session, id: number): Promise<void> {
  await session.query('delete from what_if_difference where what_if_id = $1', [id])
  await session.query('delete from what_if where id = $1', [id])
}

export async function findExpiredWhatIfs(session: Session, hours: number): Promise<number[]> {
  const rows = await session.query<{ id: number }>(
    'select id from what_if where ended_at < now() - make_interval(hours => $1)',
    [hours],
  )
  return rows.map(row => row.id)
}
