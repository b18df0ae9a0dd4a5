import type { ProblemPlace } from '../../model/problem.js'
import type { Session } from '../database.js'
import type { ProblemPhase } from '../runs/save-problems.js'
import { countRows, type Listing, readPage } from './listing.js'
import type { Bind, Page, PageRequest } from './page.js'
import { type TimeText, timeOf } from './time.js'

/** A problem that stands against one object now. */
export interface ObjectProblemRow {
  readonly id: number
  readonly phase: ProblemPhase
  readonly agent: number
  /** 0: no entry could be made of the object. */
  readonly entry: number
  readonly place: string
  readonly code: string
  readonly message: string
  readonly hint: string | null
  readonly where: ProblemPlace
  readonly firstOccurredAt: Date
  readonly lastOccurredAt: Date
  readonly retryCount: number
}

type Raw = Omit<ObjectProblemRow, 'firstOccurredAt' | 'lastOccurredAt'> & {
  firstOccurredAt: TimeText
  lastOccurredAt: TimeText
}

const COLUMNS = `q.id, q.phase, q.agent_id as agent, q.entry_id as entry, q.place, q.code, q.message, q.hint, q.details as where,
  q.first_occurred_at as "firstOccurredAt", q.last_occurred_at as "lastOccurredAt", q.retry_count as "retryCount"`

const toProblem = (raw: Raw): ObjectProblemRow => ({
  ...raw,
  firstOccurredAt: timeOf(raw.firstOccurredAt),
  lastOccurredAt: timeOf(raw.lastOccurredAt),
})

export interface ProblemFilter {
  readonly agent?: string
  readonly phase?: ProblemPhase
  readonly code?: string
}

const listing =
  ({ agent, phase, code }: ProblemFilter) =>
  (bind: Bind): Listing => ({
    select: COLUMNS,
    from: 'problem q',
    conditions: [
      agent === undefined ? undefined : `q.agent_id = (select a.id from agent a where a.name = ${bind(agent)})`,
      phase === undefined ? undefined : `q.phase = ${bind(phase)}`,
      code === undefined ? undefined : `q.code = ${bind(code)}`,
    ].filter(condition => condition !== undefined),
    order: { columns: [{ sql: 'q.id', type: 'bigint' }] },
  })

/** The problems that stand, the oldest first. */
export async function listProblems(
  session: Session,
  filter: ProblemFilter,
  page: PageRequest,
): Promise<Page<ObjectProblemRow>> {
  const { rows, more } = await readPage<Raw>(session, listing(filter), page)
  return { rows: rows.map(toProblem), more }
}

export const countProblems = (session: Session, filter: ProblemFilter): Promise<number> =>
  countRows(session, listing(filter))

export async function findProblems(session: Session, ids: readonly number[]): Promise<ObjectProblemRow[]> {
  return (await session.query<Raw>(`select ${COLUMNS} from problem q where q.id = any($1)`, [ids])).map(toProblem)
}

export async function findProblemsOf(session: Session, entries: readonly number[]): Promise<ObjectProblemRow[]> {
  return (
    await session.query<Raw>(`select ${COLUMNS} from problem q where q.entry_id = any($1) order by q.id`, [entries])
  ).map(toProblem)
}
