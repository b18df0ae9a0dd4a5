import { NAMED, real } from './columns.js'

const KIND = (before: string, after: string): string =>
  `case when ${before} is null then 'export-added' when ${after} is null then 'export-withdrawn' else 'export-changed' end`

const WHERE_IT_STANDS = `
  left join entry e on e.agent_id = c.agent_id and e.id = c.entry_id
  left join before_entry p on p.agent_id = c.agent_id and p.id = c.entry_id
  left join agent a on a.id = c.agent_id`

const COMPARED = `
  select coalesce(x.agent_id, b.agent_id) as agent_id, coalesce(x.entry_id, b.entry_id) as entry_id,
    b.operation as was, x.operation as becomes, b.dn as old_dn, x.dn as new_dn,
    coalesce(b.changes, '{}') as old, coalesce(x.changes, '{}') as new
  from before_export b
  full join (select * from export_change where layer = 'pending') x on x.entry_id = b.entry_id
  where b.entry_id is null or x.entry_id is null or (b.operation, b.changes) <> (x.operation, x.changes) or b.dn is distinct from x.dn`

// An update is told attribute by attribute; so is an addition that was and remains one.
const IS_WHOLE = `(c.was is distinct from c.becomes and (coalesce(c.was, 'update'), coalesce(c.becomes, 'update')) <> ('update', 'update'))`

const asWhole = (operation: string, dn: string, changes: string): string =>
  `case when ${operation} is not null then jsonb_strip_nulls(jsonb_build_object(
    'operation', ${operation}, 'dn', ${dn}, 'changes', case when ${IS_WHOLE} then nullif(${changes}, '{}') end)) end`

/** Pending exports that add, delete or rename, or become something else as a whole. */
export const WHOLE_EXPORTS = `
  insert into difference (kind, agent, entry_id, dn, operation, before, after)
  select ${KIND('c.was', 'c.becomes')}, a.name, ${real('c.entry_id')}, coalesce(e.dn, p.dn), coalesce(c.becomes, c.was),
    ${asWhole('c.was', 'c.old_dn', 'c.old')}, ${asWhole('c.becomes', 'c.new_dn', 'c.new')}
  from (${COMPARED}) c ${WHERE_IT_STANDS}
  where ${IS_WHOLE} or c.old_dn is distinct from c.new_dn
  order by c.agent_id, c.entry_id`

/** What pending updates do to single attributes. */
export const ATTRIBUTE_EXPORTS = `
  insert into difference (kind, agent, entry_id, dn, operation, attribute, before, after)
  select ${KIND('c.old->n.name', 'c.new->n.name')}, a.name, ${real('c.entry_id')}, coalesce(e.dn, p.dn), coalesce(c.becomes, c.was),
    n.name, c.old->n.name, c.new->n.name
  from (${COMPARED}) c
  cross join lateral (
    select key as name from jsonb_each(c.old) x where x.value is distinct from c.new->x.key
    union select key from jsonb_each(c.new) y where y.value is distinct from c.old->y.key) n
  ${WHERE_IT_STANDS}
  where not ${IS_WHOLE}
  order by c.agent_id, c.entry_id, n.name`

/** What is to happen to references: before and after count additions and deletions, and name the first of them. */
export const REFERENCE_EXPORTS = `
  with compared as (
    select coalesce(x.agent_id, b.agent_id) as agent_id, coalesce(x.entry_id, b.entry_id) as entry_id,
      coalesce(x.attribute, b.attribute) as attribute, coalesce(x.target_id, b.target_id) as target_id,
      b.operation as was, x.operation as becomes
    from before_export_reference b
    full join (select * from export_reference where layer = 'pending') x
      on x.entry_id = b.entry_id and x.attribute = b.attribute and x.target_id = b.target_id
    where b.operation is distinct from x.operation),
  placed as (
    select *, row_number() over (partition by entry_id, attribute, becomes is null order by target_id) as place from compared),
  named as (
    select c.*, case when c.place <= ${NAMED} then jsonb_build_object(
      'operation', case coalesce(c.becomes, c.was) when 1 then 'add' else 'delete' end, 'dn', coalesce(t.dn, u.dn)) end as name
    from placed c
    left join entry t on c.place <= ${NAMED} and t.agent_id = c.agent_id and t.id = c.target_id
    left join before_entry u on c.place <= ${NAMED} and u.agent_id = c.agent_id and u.id = c.target_id),
  gathered as (
    select agent_id, entry_id, attribute,
      count(*) filter (where was is not null and becomes is null) as withdrawn, count(*) filter (where becomes is not null) as staged,
      bool_or(was is not null) as had, bool_or(becomes is not null) as has,
      jsonb_agg(name order by place) filter (where becomes is null and place <= ${NAMED}) as old,
      jsonb_agg(name order by place) filter (where becomes is not null and place <= ${NAMED}) as new
    from named group by agent_id, entry_id, attribute)
  insert into difference (kind, agent, entry_id, dn, operation, attribute, before, after, removed, added)
  select case when not c.had then 'export-added' when not c.has then 'export-withdrawn' else 'export-changed' end,
    a.name, ${real('c.entry_id')}, coalesce(e.dn, p.dn), coalesce(x.operation, b.operation, 'update'), c.attribute,
    c.old, c.new, c.withdrawn, c.staged
  from gathered c
  left join export_change x on x.entry_id = c.entry_id and x.layer = 'pending'
  left join before_export b on b.entry_id = c.entry_id
  ${WHERE_IT_STANDS}
  order by c.agent_id, c.entry_id, c.attribute`
