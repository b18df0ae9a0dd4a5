import type { Session } from '../database.js'

/** What the hub is at, in numbers: cheap enough to be asked every few seconds. */
export interface Figures {
  readonly runs: readonly {
    readonly agent: string
    readonly status: string
    readonly count: number
    readonly seconds: number
  }[]
  readonly open: readonly { readonly agent: string; readonly status: string; readonly count: number }[]
  readonly agents: readonly {
    readonly agent: string
    readonly pendingExports: number
    readonly awaitingConfirmation: number
    readonly problems: number
    /** Since the last complete import; null before the first. */
    readonly importAgeSeconds: number | null
  }[]
}

const SECONDS = 'coalesce(sum(extract(epoch from r.ended_at - r.started_at)), 0)::float8'

export async function loadFigures(session: Session): Promise<Figures> {
  const [runs, open, agents] = await Promise.all([
    session.query<Figures['runs'][number]>(
      `select r.agent_name as agent, r.status, count(*) as count, ${SECONDS} as seconds
       from run r where r.ended_at is not null group by 1, 2`,
    ),
    session.query<Figures['open'][number]>(
      'select r.agent_name as agent, r.status, count(*) as count from run r where r.ended_at is null group by 1, 2',
    ),
    session.query<Figures['agents'][number]>(
      `select a.name as agent,
         (select count(*) from export_change x where x.agent_id = a.id and x.layer = 'pending') as "pendingExports",
         (select count(*) from export_change x where x.agent_id = a.id and x.layer = 'unconfirmed') as "awaitingConfirmation",
         (select count(*) from problem q where q.agent_id = a.id) as problems,
         extract(epoch from now() - a.imported_at)::float8 as "importAgeSeconds"
       from agent a where a.removed_at is null`,
    ),
  ])
  return { runs, open, agents }
}
