import type { StepDefinition } from '../../model/step.js'
import type { Session } from '../database.js'
import { countRows, type MakeListing, readPage } from './listing.js'
import type { Page, PageRequest } from './page.js'

export interface RunProfileRow {
  readonly id: number
  readonly agent: number
  readonly name: string
  readonly steps: readonly StepDefinition[]
}

const COLUMNS = 'f.id, f.agent_id as agent, f.name, f.steps'

const ofAgent =
  (agent: string | undefined): MakeListing =>
  bind => ({
    select: `${COLUMNS}, a.position`,
    from: 'run_profile f join agent a on a.id = f.agent_id',
    conditions: ['a.removed_at is null', ...(agent === undefined ? [] : [`a.name = ${bind(agent)}`])],
    order: {
      columns: [
        { sql: 'a.position', type: 'bigint' },
        { sql: 'f.id', type: 'bigint' },
      ],
    },
  })

/** Run profiles in the order of their agents, with the position of the agent for the cursor. */
export const listRunProfiles = (
  session: Session,
  agent: string | undefined,
  page: PageRequest,
): Promise<Page<RunProfileRow & { readonly position: number }>> => readPage(session, ofAgent(agent), page)

export const countRunProfiles = (session: Session, agent: string | undefined): Promise<number> =>
  countRows(session, ofAgent(agent))

export const findRunProfiles = (session: Session, ids: readonly number[]): Promise<RunProfileRow[]> =>
  session.query<RunProfileRow>(`select ${COLUMNS} from run_profile f where f.id = any($1::bigint[])`, [ids])

export const findProfilesOf = (session: Session, agents: readonly number[]): Promise<RunProfileRow[]> =>
  session.query<RunProfileRow>(`select ${COLUMNS} from run_profile f where f.agent_id = any($1) order by f.id`, [
    agents,
  ])
