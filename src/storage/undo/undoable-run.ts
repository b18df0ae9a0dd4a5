import type { RunStatus } from '../../model/status.js'
import { OPERATOR_ACTION, type RecordedStep, type StepBrakes } from '../../model/step.js'
import type { Session } from '../database.js'
import { historyKeptSince } from '../read/object-past.js'
import { optionalTime, type TimeText } from '../read/time.js'

/** A run as whoever wants to undo it has to know it. */
export interface UndoableRun {
  readonly id: number
  readonly number: number
  readonly agent: { readonly id: number; readonly name: string }
  readonly profile: string
  readonly status: RunStatus
  readonly ended: boolean
  /** The brakes of its agent. */
  readonly guard: StepBrakes
  /** Steps that may have changed the metaverse. */
  readonly steps: readonly number[]
  readonly types: readonly RecordedStep['type'][]
  /** Whether everything that it changed is still known. */
  readonly kept: boolean
}

interface Row {
  readonly id: number
  readonly number: number
  readonly agent: number
  readonly agentName: string
  readonly profile: string
  readonly status: RunStatus
  readonly ended: boolean
  readonly guard: StepBrakes | null
}

interface StepRow {
  readonly id: number
  readonly type: RecordedStep['type']
  readonly started: TimeText | null
}

const mayChange = ({ type, started }: StepRow): boolean =>
  started !== null && (type === OPERATOR_ACTION || type.endsWith('synchronization'))

export async function findUndoable(session: Session, run: number): Promise<UndoableRun | undefined> {
  const [row] = await session.query<Row>(
    `select r.id, r.number, r.agent_id as agent, r.agent_name as "agentName", r.profile_name as profile, r.status,
       r.ended_at is not null as ended, a.guard
     from run r left join agent a on a.id = r.agent_id where r.id = $1`,
    [run],
  )
  if (row === undefined) return undefined
  const { agent, agentName, guard, ...rest } = row
  const steps = await session.query<StepRow>(
    'select id, type, started_at as started from run_step where run_id = $1 order by number',
    [run],
  )
  const changing = steps.filter(mayChange)
  const since = await historyKeptSince(session)
  const first = optionalTime(changing[0]?.started ?? null)
  return {
    ...rest,
    agent: { id: agent, name: agentName },
    guard: guard ?? {},
    steps: changing.map(step => step.id),
    types: steps.map(step => step.type),
    kept: since === undefined || first === undefined || first >= since,
  }
}

/** The run that the agent calls by this number. */
export async function findRunByNumber(session: Session, agent: string, number: number): Promise<number | undefined> {
  const [row] = await session.query<{ id: number }>('select id from run where agent_name = $1 and number = $2', [
    agent,
    number,
  ])
  return row?.id
}
