import type { Attributes } from '../../model/value.js'
import type { Session } from '../database.js'
import { entriesOf } from '../partitions.js'
import { countRows, type MakeListing, readPage } from './listing.js'
import type { Page, PageRequest } from './page.js'
import { type TimeText, timeOf } from './time.js'

/** An entry whose delete was exported and whose object is still there, as far as imports have shown. */
export interface RemovalRow {
  readonly entry: number
  readonly dn: string
  readonly image: Attributes
  /** When the delete was exported. */
  readonly since: Date
  /** The run that exported it; undefined when its history is no longer kept. */
  readonly run: number | undefined
  /** Its number among the runs of its agent. */
  readonly runNumber: number | undefined
}

type Raw = Omit<RemovalRow, 'since' | 'run' | 'runNumber'> & {
  since: TimeText
  run: number | null
  runNumber: number | null
}

const listing =
  (agent: number): MakeListing =>
  bind => ({
    select: 'e.id as entry, e.dn, e.image, x.changed_at as since, r.id as run, r.number as "runNumber"',
    from: `export_change x join ${entriesOf(agent)} e on e.agent_id = x.agent_id and e.id = x.entry_id
      left join run_step s on s.id = x.step_id left join run r on r.id = s.run_id`,
    conditions: [
      `x.agent_id = ${bind(agent)} and x.layer = 'unconfirmed' and x.operation = 'delete'`,
      `not exists (select from pending_import p where p.entry_id = e.id and p.operation = 'delete')`,
    ],
    order: { columns: [{ sql: 'e.id', type: 'bigint' }] },
  })

/** What is to be removed from an agent's source by hand, in the order in which the entries came. */
export async function listRemovals(session: Session, agent: number, page: PageRequest): Promise<Page<RemovalRow>> {
  const { rows, more } = await readPage<Raw>(session, listing(agent), page)
  return {
    rows: rows.map(({ run, runNumber, ...row }) => ({
      ...row,
      since: timeOf(row.since),
      run: run ?? undefined,
      runNumber: runNumber ?? undefined,
    })),
    more,
  }
}

export const countRemovals = (session: Session, agent: number): Promise<number> => countRows(session, listing(agent))
