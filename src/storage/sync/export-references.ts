import type { LinkKey } from '../../sync/outcome.js'
import type { Transaction } from '../database.js'
import { HAS_REFERENCES } from '../has-references.js'
import { NONE_OF } from '../none-of.js'
import type { CreatedLink } from './created-references.js'
import { EXPORT_FLOWS, exportFlowValues, type ReferenceExport } from './reference-flows.js'

const AFFECTED = `create temp table if not exists affected_reference (
  agent_id integer, entry_id bigint, attribute text, target_id bigint, mv_attribute text, allow_nulls boolean) on commit delete rows`

/** The object an entry is linked to. As a scalar, it is looked up before the index that needs it, whatever the planner believes. */
const OBJECT_OF = (entry: string): string => `select object_id from link where entry_id = ${entry}`

/** Whether there is a row. `exists` might be answered from all rows there are: nobody knows how few are affected. */
const ANY = (rows: string): string => `coalesce((select true from ${rows} limit 1), false)`

export const prepareAffected = (transaction: Transaction): Promise<unknown> => transaction.query(AFFECTED)

/** Why references of connectors may have to be sent. */
export interface ExportOccasion {
  /** Entries provisioned now: nothing of them is in the source yet, so that nothing needs comparing. */
  readonly created: readonly CreatedLink[]
  /** Objects made now: all their links are `created` or `fresh`. */
  readonly made: readonly number[]
  /** See {@link haveOthersTouched}. */
  readonly touched: boolean
  /** Links of existing entries made now: everything their objects refer to, and everything that refers to them. */
  readonly fresh: readonly LinkKey[]
  /** Links broken now: their entries may still stand in other objects' references. */
  readonly unlinked: readonly LinkKey[]
  readonly agent: number
  /** Entries synchronized now whose own references an import changed. */
  readonly changed: readonly number[]
  /** Entries synchronized now that are compared as a whole. */
  readonly whole: readonly number[]
}

/** Notes every reference of every connector that could have to be sent because of this page: work follows change. */
export async function noteAffected(
  transaction: Transaction,
  occasion: ExportOccasion,
  flows: readonly ReferenceExport[],
): Promise<void> {
  const values = exportFlowValues(flows)
  const { fresh, unlinked } = occasion
  const keys = [fresh.map(l => l.agent), fresh.map(l => l.entry), fresh.map(l => l.object)]
  if (occasion.touched) await noteTouched(transaction, occasion, values)
  if (fresh.length > 0) {
    await transaction.query(
      `insert into affected_reference
       select n.agent_id, n.entry_id, f.attribute, lt.entry_id, f.mv_attribute, f.allow_nulls
       from unnest($1::integer[], $2::bigint[], $3::bigint[]) n (agent_id, entry_id, object_id)
       join entry o on o.agent_id = n.agent_id and o.id = n.entry_id
       join metaverse_object mo on mo.id = n.object_id
       join ${EXPORT_FLOWS(4)} on f.agent_id = n.agent_id and f.object_type = o.object_type and f.mv_type = mo.type
       join metaverse_reference m on m.object_id = n.object_id and m.attribute = f.mv_attribute
       join link lt on lt.object_id = m.target_id and lt.agent_id = n.agent_id
       union all
       select n.agent_id, lo.entry_id, f.attribute, n.entry_id, f.mv_attribute, f.allow_nulls
       from unnest($1::integer[], $2::bigint[], $3::bigint[]) n (agent_id, entry_id, object_id)
       join metaverse_reference m on m.target_id = n.object_id
       join link lo on lo.object_id = m.object_id and lo.agent_id = n.agent_id
       join entry o on o.agent_id = lo.agent_id and o.id = lo.entry_id
       join metaverse_object mo on mo.id = lo.object_id
       join ${EXPORT_FLOWS(4)} on f.agent_id = n.agent_id and f.object_type = o.object_type and f.mv_type = mo.type and f.mv_attribute = m.attribute
       union all
       select n.agent_id, n.entry_id, f.attribute, t.id, f.mv_attribute, f.allow_nulls
       from unnest($1::integer[], $2::bigint[], $3::bigint[]) n (agent_id, entry_id, object_id)
       join entry o on o.agent_id = n.agent_id and o.id = n.entry_id
       join metaverse_object mo on mo.id = n.object_id
       join ${EXPORT_FLOWS(4)} on f.agent_id = n.agent_id and f.object_type = o.object_type and f.mv_type = mo.type
       join entry_reference r on r.agent_id = n.agent_id and r.entry_id = n.entry_id and r.attribute = f.attribute
       join entry t on t.agent_id = r.agent_id and t.dn_key = r.target_key`,
      [...keys, ...values],
    )
  }
  if (unlinked.length > 0) await noteLostTargets(transaction, unlinked, values)
  await noteOwnReferences(transaction, occasion, values)
  const cautious = flows.filter(flow => !flow.allowNulls)
  if (occasion.touched && cautious.length > 0) await noteEmptied(transaction, occasion, exportFlowValues(cautious))
}

/** Whether references of objects may have changed that were there before. */
export async function haveOthersTouched(transaction: Transaction, made: readonly number[]): Promise<boolean> {
  if (made.length === 0) return true
  const [row] = await transaction.query<{ any: boolean }>(
    `select exists (select from touched_reference where ${NONE_OF('object_id', 1)}) as any`,
    [made],
  )
  return row?.any === true
}

/** References that came or went, of objects that were there before. */
async function noteTouched(
  transaction: Transaction,
  { created, made, unlinked }: ExportOccasion,
  values: unknown[],
): Promise<void> {
  await transaction.query(
    `insert into affected_reference
     select lo.agent_id, lo.entry_id, f.attribute, lt.entry_id, f.mv_attribute, f.allow_nulls
     from touched_reference c
     join link lo on lo.object_id = c.object_id and ${NONE_OF('lo.entry_id', 10)}
     join entry o on o.agent_id = lo.agent_id and o.id = lo.entry_id
     join metaverse_object mo on mo.id = lo.object_id
     join ${EXPORT_FLOWS(4)} on f.agent_id = lo.agent_id and f.object_type = o.object_type and f.mv_type = mo.type and f.mv_attribute = c.attribute
     join lateral (
       select l.entry_id from link l where l.object_id = c.target_id and l.agent_id = lo.agent_id and ${NONE_OF('l.entry_id', 10)}
       union all select u.entry_id from unnest($1::integer[], $2::bigint[], $3::bigint[]) u (agent_id, entry_id, object_id)
         where u.object_id = c.target_id and u.agent_id = lo.agent_id) lt on true
     where ${NONE_OF('c.object_id', 11)}`,
    [
      unlinked.map(l => l.agent),
      unlinked.map(l => l.entry),
      unlinked.map(l => l.object),
      ...values,
      created.map(l => l.entry),
      made,
    ],
  )
}

/** An entry that lost its link stands for no object any more, though the object may stay: who refers to it refers to nobody. */
async function noteLostTargets(
  transaction: Transaction,
  unlinked: readonly LinkKey[],
  values: unknown[],
): Promise<void> {
  await transaction.query(
    `insert into affected_reference
     select o.agent_id, o.id, f.attribute, u.entry_id, f.mv_attribute, f.allow_nulls
     from unnest($1::integer[], $2::bigint[]) u (agent_id, entry_id)
     join lateral (
       select r.entry_id, r.attribute from entry t join entry_reference r on r.agent_id = t.agent_id and r.target_key = t.dn_key
         where t.agent_id = u.agent_id and t.id = u.entry_id
       union all select x.entry_id, x.attribute from export_reference x where x.target_id = u.entry_id and x.layer = 'pending') w on true
     join entry o on o.agent_id = u.agent_id and o.id = w.entry_id
     left join link lo on lo.entry_id = o.id
     left join metaverse_object mo on mo.id = lo.object_id
     join ${EXPORT_FLOWS(3)} on f.agent_id = o.agent_id and f.object_type = o.object_type and f.mv_type = coalesce(mo.type, f.mv_type) and f.attribute = w.attribute`,
    [unlinked.map(l => l.agent), unlinked.map(l => l.entry), ...values],
  )
}

/**
 * Where nulls are not allowed, a metaverse attribute that lost its last reference clears nothing, and one that got its first
 * replaces what was left standing: then everything the connector refers to is compared. What has more references than were
 * touched has kept some, and nobody reads further.
 */
async function noteEmptied(
  transaction: Transaction,
  { created, made }: ExportOccasion,
  values: unknown[],
): Promise<void> {
  await transaction.query(
    `insert into affected_reference
     select lo.agent_id, lo.entry_id, f.attribute, t.id, f.mv_attribute, f.allow_nulls
     from (select object_id, attribute, count(*) as touched from touched_reference where ${NONE_OF('object_id', 8)} group by object_id, attribute) c
     join link lo on lo.object_id = c.object_id and ${NONE_OF('lo.entry_id', 1)}
     join entry o on o.agent_id = lo.agent_id and o.id = lo.entry_id
     join metaverse_object mo on mo.id = lo.object_id
     join ${EXPORT_FLOWS(2)} on f.agent_id = lo.agent_id and f.object_type = o.object_type and f.mv_type = mo.type and f.mv_attribute = c.attribute
     join entry_reference r on r.agent_id = lo.agent_id and r.entry_id = lo.entry_id and r.attribute = f.attribute
     join entry t on t.agent_id = r.agent_id and t.dn_key = r.target_key
     where not exists (
       select from metaverse_reference m where m.object_id = c.object_id and m.attribute = c.attribute offset c.touched)`,
    [created.map(link => link.entry), ...values, made],
  )
}

/** What an import shows of the connectors' own references: it confirms, or it differs from what the rules want. */
async function noteOwnReferences(
  transaction: Transaction,
  { agent, changed, whole }: ExportOccasion,
  values: unknown[],
): Promise<void> {
  if (changed.length + whole.length === 0) return
  await transaction.query(
    `insert into affected_reference
     select r.agent_id, r.entry_id, f.attribute, t.id, f.mv_attribute, f.allow_nulls
     from entry_reference r
     join entry o on o.agent_id = r.agent_id and o.id = r.entry_id
     join link lo on lo.entry_id = r.entry_id
     join metaverse_object mo on mo.id = lo.object_id
     join ${EXPORT_FLOWS(4)} on f.agent_id = r.agent_id and f.object_type = o.object_type and f.mv_type = mo.type and f.attribute = r.attribute
     join entry t on t.agent_id = r.agent_id and t.dn_key = r.target_key
     where r.agent_id = $1 and ((r.entry_id = any($2) and r.state <> 0) or r.entry_id = any($3))
     union all
     select lo.agent_id, lo.entry_id, f.attribute, lt.entry_id, f.mv_attribute, f.allow_nulls
     from link lo
     join entry o on o.agent_id = lo.agent_id and o.id = lo.entry_id
     join metaverse_object mo on mo.id = lo.object_id
     join ${EXPORT_FLOWS(4)} on f.agent_id = lo.agent_id and f.object_type = o.object_type and f.mv_type = mo.type
     join metaverse_reference m on m.object_id = lo.object_id and m.attribute = f.mv_attribute
     join link lt on lt.object_id = m.target_id and lt.agent_id = lo.agent_id
     where lo.agent_id = $1 and lo.entry_id = any($3)`,
    [agent, changed, whole, ...values],
  )
}

/**
 * Compares each affected reference: wanted by the metaverse or not, against held (or on its way) or not. The difference is
 * pending, nothing else is. Answers the entries that have something to send now.
 */
export async function settleAffected(
  transaction: Transaction,
  step: number,
): Promise<{ agent: number; entry: number }[]> {
  const [any] = await transaction.query<{ any: boolean }>('select exists (select from affected_reference) as any')
  if (any?.any !== true) return []
  await transaction.query(
    `with compared as materialized (
       select a.agent_id, a.entry_id, a.attribute, a.target_id,
         ${ANY(`metaverse_reference m
           where m.object_id = (${OBJECT_OF('a.entry_id')}) and m.attribute = a.mv_attribute and m.target_id = (${OBJECT_OF('a.target_id')})`)} as wanted,
         coalesce((select s.operation = 1 from export_reference s
           where s.agent_id = a.agent_id and s.entry_id = a.entry_id and s.attribute = a.attribute and s.target_id = a.target_id
             and s.layer in ('unconfirmed', 'escrowed') order by s.layer limit 1),
           ${ANY(`entry_reference r
             where r.agent_id = a.agent_id and r.entry_id = a.entry_id and r.attribute = a.attribute and r.state <> 2
               and r.target_key = (select t.dn_key from entry t where t.agent_id = a.agent_id and t.id = a.target_id)`)}) as held,
         a.allow_nulls or ${ANY(`metaverse_reference m
           where m.object_id = (${OBJECT_OF('a.entry_id')}) and m.attribute = a.mv_attribute`)} as may_clear,
         (${OBJECT_OF('a.entry_id')}) is not null as linked
       from (select distinct * from affected_reference) a),
     decided as (
       select *, case when wanted and not held then 1 when held and not wanted and may_clear and linked then 2 end as operation from compared),
     calm as (
       delete from export_reference x using decided d
       where d.operation is null and x.agent_id = d.agent_id and x.entry_id = d.entry_id and x.attribute = d.attribute and x.target_id = d.target_id and x.layer = 'pending')
     insert into export_reference (agent_id, entry_id, attribute, target_id, layer, operation)
     select agent_id, entry_id, attribute, target_id, 'pending', operation from decided where operation is not null
     on conflict (entry_id, attribute, target_id, layer) do update set operation = excluded.operation
       where export_reference.operation <> excluded.operation`,
  )
  return announce(transaction, step)
}

/** An entry with pending references has a pending change, if an empty one; one without either has none. */
async function announce(transaction: Transaction, step: number): Promise<{ agent: number; entry: number }[]> {
  // What is no longer to be sent is no longer refused.
  await transaction.query(
    `with withdrawn as (
       delete from export_change x using (select distinct agent_id, entry_id from affected_reference) a
       where x.entry_id = a.entry_id and x.layer = 'pending' and x.operation = 'update' and x.dn is null and x.changes = '{}'
         and not ${HAS_REFERENCES('x.entry_id', 'pending')}
       returning x.agent_id, x.entry_id)
     delete from problem q using withdrawn w where q.agent_id = w.agent_id and q.entry_id = w.entry_id and q.phase = 'export'
       and not exists (select from export_change e where e.entry_id = w.entry_id and e.layer = 'escrowed')`,
  )
  const rows = await transaction.query<{ agent_id: number; entry_id: number }>(
    // Entry by entry, not reference by reference: of a group of thousands all would be asked the same.
    `with busy as (
       select a.agent_id, a.entry_id from (select distinct agent_id, entry_id from affected_reference) a
       where ${HAS_REFERENCES('a.entry_id', 'pending')}),
     announced as (
       insert into export_change (agent_id, entry_id, layer, operation, step_id)
       select agent_id, entry_id, 'pending', 'update', $1 from busy
       on conflict (entry_id, layer) do nothing)
     select agent_id, entry_id from busy`,
    [step],
  )
  return rows.map(row => ({ agent: row.agent_id, entry: row.entry_id }))
}
