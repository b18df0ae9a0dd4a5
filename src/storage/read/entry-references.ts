import type { Session } from '../database.js'
import { countEach, type MakeListing, readPages } from './listing.js'
import type { Bind, Page, PageRequest } from './page.js'

/** What one entry refers to; `target` is undefined while no entry has that name. */
export interface EntryReferenceRow {
  readonly entry: number
  readonly attribute: string
  readonly key: string
  readonly dn: string
  readonly state: 'settled' | 'added' | 'deleted'
  readonly target: number | null
}

const SELECT = `r.entry_id as entry, r.attribute, r.target_key as key, r.target as dn,
  case r.state when 0 then 'settled' when 1 then 'added' else 'deleted' end as state`

const among = (attributes: readonly string[] | undefined, bind: Bind): string[] =>
  attributes === undefined ? [] : [`r.attribute = any(${bind(attributes)}::text[])`]

const outgoing =
  (attributes: readonly string[] | undefined): MakeListing =>
  bind => ({
    select: `${SELECT}, (select t.id from entry t where t.agent_id = r.agent_id and t.dn_key = r.target_key) as target`,
    from: 'entry_reference r',
    conditions: ['r.entry_id = p.c1', ...among(attributes, bind)],
    order: {
      columns: [
        { sql: 'r.attribute', type: 'text' },
        { sql: 'r.target_key', type: 'uuid' },
      ],
    },
  })

const incoming =
  (attributes: readonly string[] | undefined): MakeListing =>
  bind => ({
    select: `${SELECT}, t.id as target`,
    from: 'entry t join entry_reference r on r.agent_id = t.agent_id and r.target_key = t.dn_key',
    conditions: ['t.id = p.c1', ...among(attributes, bind)],
    order: {
      columns: [
        { sql: 'r.attribute', type: 'text' },
        { sql: 'r.entry_id', type: 'bigint' },
      ],
    },
  })

const LISTINGS = { outgoing, incoming } as const
export type Direction = keyof typeof LISTINGS

/** Which references: of these attributes (undefined: all), from or to the entries or objects of the batch. */
export interface ReferenceQuery {
  readonly direction: Direction
  readonly attributes: readonly string[] | undefined
}

const parents = (ids: readonly number[]) => ({ types: ['bigint'], keys: ids.map(id => [id]) })

/** References of entries, a page each, in the order of `entries`. */
export const pageEntryReferences = (
  session: Session,
  entries: readonly number[],
  { direction, attributes }: ReferenceQuery,
  page: PageRequest,
): Promise<Page<EntryReferenceRow>[]> => readPages(session, parents(entries), LISTINGS[direction](attributes), page)

export const countEntryReferences = (
  session: Session,
  entries: readonly number[],
  { direction, attributes }: ReferenceQuery,
): Promise<number[]> => countEach(session, parents(entries), LISTINGS[direction](attributes))
