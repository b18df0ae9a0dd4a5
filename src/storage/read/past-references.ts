import type { Session } from '../database.js'
import { countEach, type MakeListing, readPages } from './listing.js'
import type { Bind, Page, PageRequest } from './page.js'
import { MILLISECOND, type TimeText, timeOf } from './time.js'

/** A reference as it stood at some time. */
export interface PastReference {
  readonly attribute: string
  readonly target: number
  readonly agent: number
  readonly entry: number
  readonly rule: number
  readonly at: Date
}

export interface PastReferenceQuery {
  readonly at: Date
  /** Undefined: of all. */
  readonly attributes: readonly string[] | undefined
}

const COLUMNS = 'm.attribute, m.target_id as target, m.agent_id as agent, m.entry_id as entry, m.rule_id as rule, m.at'

const references =
  ({ at, attributes }: PastReferenceQuery): MakeListing =>
  (bind: Bind) => {
    const time = `${bind(at)}::timestamptz`
    const among = attributes === undefined ? '' : ` and m.attribute = any(${bind(attributes)}::text[])`
    return {
      select: 'r.*',
      from: `(select ${COLUMNS} from metaverse_reference m where m.object_id = p.c1 and ${MILLISECOND('m.at')} <= ${time}${among}
              union all
              select ${COLUMNS} from metaverse_reference_past m
              where m.object_id = p.c1 and ${MILLISECOND('m.at')} <= ${time} and ${MILLISECOND('m.until')} > ${time}${among}) r`,
      conditions: [],
      order: {
        columns: [
          { sql: 'r.attribute', type: 'text' },
          { sql: 'r.target', type: 'bigint' },
        ],
      },
    }
  }

const parents = (ids: readonly number[]) => ({ types: ['bigint'], keys: ids.map(id => [id]) })

/** What objects referred to at a time, a page each. */
export async function pagePastReferences(
  session: Session,
  ids: readonly number[],
  query: PastReferenceQuery,
  page: PageRequest,
): Promise<Page<PastReference>[]> {
  const pages = await readPages<Omit<PastReference, 'at'> & { at: TimeText }>(
    session,
    parents(ids),
    references(query),
    page,
  )
  return pages.map(({ rows, more }) => ({ rows: rows.map(row => ({ ...row, at: timeOf(row.at) })), more }))
}

export const countPastReferences = (
  session: Session,
  ids: readonly number[],
  query: PastReferenceQuery,
): Promise<number[]> => countEach(session, parents(ids), references(query))
