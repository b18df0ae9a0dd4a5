import type { EventKind } from '../../metaverse/history.js'
import type { Session } from '../database.js'
import { countEach, type MakeListing, readPages } from './listing.js'
import type { Page, PageRequest } from './page.js'
import { type TimeText, timeOf } from './time.js'

/** One thing that happened to a metaverse object. */
export interface ObjectEvent {
  readonly object: number
  readonly kind: EventKind
  readonly at: Date
  /** The step that did it. */
  readonly step: number | undefined
  /** Of changes of the object: their place in the change feed. Of links: the entry. */
  readonly key: number
  /** Where it stands in the history: the time in microseconds, then what comes first at the same time, then the key. */
  readonly place: readonly [time: number, rank: number, key: number]
  /** Of changes of the object: its type afterwards, or that it had when it was deleted. */
  readonly type: string | undefined
  /** Of changes of the object's type: the type before. */
  readonly typeBefore: string | undefined
  /** Of changes of the object: the attributes that changed, references included. */
  readonly attributes: readonly string[]
  /** Of links that begin or end. */
  readonly link: LinkEvent | undefined
}

export interface LinkEvent {
  readonly agent: number
  readonly entry: number
  /** Undefined: a person made it. */
  readonly rule: number | undefined
  readonly explicit: boolean
  readonly linkedAt: Date
  /** The entry's name: when the link ended, or else now. */
  readonly dn: string | undefined
  readonly anchor: string | undefined
  /** What became of the entry when the link ended, where that is known. */
  readonly ended: string | undefined
}

interface Raw {
  readonly object: number
  readonly kind: ObjectEvent['kind']
  readonly at: TimeText
  readonly step: number | null
  readonly key: number
  readonly time: number
  readonly rank: number
  readonly type: string | null
  readonly typeBefore: string | null
  readonly attributes: string[] | null
  readonly agent: number | null
  readonly rule: number | null
  readonly explicit: boolean | null
  readonly linkedAt: TimeText | null
  readonly dn: string | null
  readonly anchor: string | null
  readonly ended: string | null
}

const LINK =
  'null::text as type, null::text as "typeBefore", null::text[] as attributes, l.agent_id as agent, l.rule_id as rule, l.explicit, l.linked_at as "linkedAt"'

// What happens in one transaction has one time: links come before the values they bring, and end before the object does.
const EVENTS = `
  select f.object_id as object, f.kind, f.at, f.step_id as step, f.sequence as key,
    case f.kind when 'created' then 1 when 'deleted' then 5 else 4 end as rank, f.object_type as type, f.type_before as "typeBefore", f.attributes,
    null::integer as agent, null::integer as rule, null::boolean as explicit,
    null::timestamptz as "linkedAt", null::text as dn, null::text as anchor, null::text as ended
  from change_feed f where f.object_id = p.c1
  union all
  select l.object_id, 'linked', l.linked_at, l.step_id, l.entry_id, 2, ${LINK}, e.dn, e.anchor, null
  from link l left join entry e on e.id = l.entry_id and e.agent_id = l.agent_id where l.object_id = p.c1
  union all
  select l.object_id, 'linked', l.linked_at, l.step_id, l.entry_id, 2, ${LINK}, l.dn, l.anchor, null
  from link_past l where l.object_id = p.c1
  union all
  select l.object_id, 'unlinked', l.unlinked_at, l.unlinked_step_id, l.entry_id, 3, ${LINK}, l.dn, l.anchor, l.ended
  from link_past l where l.object_id = p.c1`

const events: MakeListing = () => ({
  select: '*',
  from: `(select x.*, (extract(epoch from x.at) * 1000000)::bigint as time from (${EVENTS}) x) h`,
  conditions: [],
  order: {
    columns: [
      { sql: 'h.time', type: 'bigint' },
      { sql: 'h.rank', type: 'bigint' },
      { sql: 'h.key', type: 'bigint' },
    ],
    descending: true,
  },
})

const parents = (objects: readonly number[]) => ({ types: ['bigint'], keys: objects.map(id => [id]) })

/** What happened to objects, a page each, the newest first. Objects that are gone have a history, too. */
export async function pageObjectEvents(
  session: Session,
  objects: readonly number[],
  page: PageRequest,
): Promise<Page<ObjectEvent>[]> {
  const pages = await readPages<Raw>(session, parents(objects), events, page)
  return pages.map(({ rows, more }) => ({ rows: rows.map(toEvent), more }))
}

export const countObjectEvents = (session: Session, objects: readonly number[]): Promise<number[]> =>
  countEach(session, parents(objects), events)

const toEvent = (raw: Raw): ObjectEvent => ({
  object: raw.object,
  kind: raw.kind,
  at: timeOf(raw.at),
  step: raw.step ?? undefined,
  key: raw.key,
  place: [raw.time, raw.rank, raw.key],
  type: raw.type ?? undefined,
  typeBefore: raw.typeBefore ?? undefined,
  attributes: raw.attributes ?? [],
  link: raw.agent === null ? undefined : toLink(raw, raw.agent),
})

const toLink = (raw: Raw, agent: number): LinkEvent => ({
  agent,
  entry: raw.key,
  rule: raw.rule ?? undefined,
  explicit: raw.explicit === true,
  linkedAt: timeOf(raw.linkedAt ?? raw.at),
  dn: raw.dn ?? undefined,
  anchor: raw.anchor ?? undefined,
  ended: raw.ended ?? undefined,
})
