import type { RunStatus } from '../../model/status.js'
import type { RecordedStep } from '../../model/step.js'
import type { Session } from '../database.js'
import { HAS_TURN } from './find-runs.js'

export interface RunRow {
  readonly id: number
  readonly agent_id: number
  readonly agent_name: string
  readonly profile_name: string
  readonly number: number
  readonly status: RunStatus
  readonly after_id: number | null
  readonly ended_at: Date | null
}

export interface StepRow {
  readonly id: number
  readonly number: number
  readonly definition: RecordedStep
}

const COLUMNS = 'id, agent_id, agent_name, profile_name, number, status, after_id, ended_at'

export async function loadRun(session: Session, run: number): Promise<RunRow | undefined> {
  const [row] = await session.prepared<RunRow>(`select ${COLUMNS} from run where id = $1`, [run])
  return row
}

/** A queued run, if its turn has come. */
export async function loadReady(session: Session, run: number): Promise<RunRow | undefined> {
  const [row] = await session.prepared<RunRow>(`select ${COLUMNS} from run r where id = $1 and ${HAS_TURN}`, [run])
  return row
}

export const loadSteps = (session: Session, run: number): Promise<StepRow[]> =>
  session.query<StepRow>('select id, number, definition from run_step where run_id = $1 order by number', [run])

/** Steps that began and did not end. */
export const loadOpenSteps = (session: Session, run: number): Promise<StepRow[]> =>
  session.query<StepRow>(
    `select id, number, definition from run_step where run_id = $1 and started_at is not null and ended_at is null order by number`,
    [run],
  )
