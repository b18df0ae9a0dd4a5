import type { ListCursor } from '../../storage/read/graph/plan.js'
import type { RawList, RawObject } from '../../storage/read/graph/read-objects.js'
import { timeOf } from '../../storage/read/time.js'
import { pageInfoOf, printListCursor } from './cursor.js'
import type { ListPlan, ObjectPlan } from './list-plan.js'

/** A metaverse object as the graph's fields read it. One that came another way than through a typed list holds nothing. */
export interface ObjectView {
  readonly id: number
  readonly type: string
  createdAt?: Date
  changedAt?: Date
  /** Values by attribute, and lists by {@link listKey}. */
  readonly held?: Readonly<Record<string, unknown>>
}

const CHUNK = 90

export function toView(raw: RawObject, { values, lists }: ObjectPlan): ObjectView {
  const held: Record<string, unknown> = {}
  const view: ObjectView = { id: raw[0], type: raw[1], held }
  const slot = (i: number): unknown => (raw[3 + Math.floor(i / CHUNK)] as unknown[])[i % CHUNK]
  values.forEach((name, i) => {
    if (name === 'createdAt' || name === 'changedAt') view[name] = timeOf(slot(i) as string)
    else held[name] = slot(i)
  })
  lists.forEach((plan, i) => {
    held[plan.key] = toRelated(slot(values.length + i) as RawList | RawObject | null, plan)
  })
  return view
}

/** What a reference field answers: a connection, or one object or null. */
export function toRelated(raw: RawList | RawObject | null, plan: ObjectPlan['lists'][number] | RelatedPlan): unknown {
  if (!plan.list.single) return toConnection((raw ?? [0, []]) as RawList, plan)
  return raw === null || plan.nodes === undefined ? null : toView(raw as RawObject, plan.nodes)
}

type RelatedPlan = Omit<ObjectPlan['lists'][number], 'key'>

/** What the fields of a typed connection are read from. */
export interface ConnectionView {
  readonly nodes: readonly ObjectView[]
  readonly edges: readonly EdgeView[]
  readonly pageInfo: object | false
  readonly totalCount: number | null
}

export interface EdgeView {
  readonly node: ObjectView
  readonly cursor: string
}

export function toConnection([count, objects]: RawList, plan: ListPlan): ConnectionView {
  const { nodes, order } = plan
  const { page } = plan.list
  const read = objects ?? []
  const more = read.length > page.limit
  const rows = read.slice(0, page.limit)
  if (page.backwards) rows.reverse()
  const views = nodes === undefined ? [] : rows.map(row => toView(row, nodes))
  const cursor = (row: RawObject | undefined): string | undefined =>
    row === undefined ? undefined : printListCursor(order, cursorOf(row))
  return {
    nodes: views,
    edges: plan.edges ? views.map((node, i) => ({ node, cursor: cursor(rows[i]) as string })) : NONE,
    pageInfo: plan.pageInfo && pageInfoOf(page, { more, first: cursor(rows[0]), last: cursor(rows.at(-1)) }),
    totalCount: count,
  }
}

const NONE: readonly EdgeView[] = []

const cursorOf = ([id, , keys]: RawObject): ListCursor => ({ keys: keys ?? [], id })
