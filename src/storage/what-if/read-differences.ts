import type { Session } from '../database.js'
import { countRows, type Listing, readPage } from '../read/listing.js'
import type { Bind, Page, PageRequest } from '../read/page.js'
import type { DifferenceKind } from './differences/kinds.js'

export interface DifferenceRow {
  readonly number: number
  readonly kind: DifferenceKind
  readonly agent: string | null
  /** Null when it does not exist yet; so for the object. */
  readonly entry: number | null
  readonly dn: string | null
  readonly object: number | null
  readonly objectType: string | null
  readonly label: string | null
  readonly operation: string | null
  readonly attribute: string | null
  readonly rule: string | null
  readonly before: unknown
  readonly after: unknown
  readonly removed: number | null
  readonly added: number | null
}

export interface DifferenceFilter {
  readonly kinds?: readonly DifferenceKind[]
  readonly agent?: string
  readonly attribute?: string
}

const COLUMNS = `d.number, d.kind, d.agent, d.entry_id as entry, d.dn, d.object_id as object, d.object_type as "objectType", d.label,
  d.operation, d.attribute, d.rule, d.before, d.after, d.removed, d.added`

const listing =
  (whatIf: number, { kinds, agent, attribute }: DifferenceFilter) =>
  (bind: Bind): Listing => ({
    select: COLUMNS,
    from: 'what_if_difference d',
    conditions: [
      `d.what_if_id = ${bind(whatIf)}`,
      ...(kinds === undefined ? [] : [`d.kind = any(${bind(kinds)}::text[])`]),
      ...(agent === undefined ? [] : [`d.agent = ${bind(agent)}`]),
      ...(attribute === undefined ? [] : [`d.attribute = ${bind(attribute)}`]),
    ],
    order: { columns: [{ sql: 'd.number', type: 'bigint' }] },
  })

/** A what-if's differences, in the order in which they were found: objects, values, links, exports, problems. */
export const listDifferences = (
  session: Session,
  whatIf: number,
  { filter, page }: { readonly filter: DifferenceFilter; readonly page: PageRequest },
): Promise<Page<DifferenceRow>> => readPage(session, listing(whatIf, filter), page)

export const countDifferences = (session: Session, whatIf: number, filter: DifferenceFilter): Promise<number> =>
  countRows(session, listing(whatIf, filter))
