import { labelOf, real } from './columns.js'

/** Objects that come, go, or become something else. */
export const OBJECTS = `
  insert into difference (kind, object_id, object_type, label, before, after)
  select case when b.id is null then 'object-created' when o.id is null then 'object-deleted' else 'object-retyped' end,
    ${real('coalesce(o.id, b.id)')}, coalesce(o.type, b.type), coalesce(${labelOf('o.attributes')}, ${labelOf('b.attributes')}),
    case when b.id is not null and o.id is not null then to_jsonb(b.type) else b.attributes end,
    case when b.id is not null and o.id is not null then to_jsonb(o.type) else o.attributes end
  from before_object b full join metaverse_object o on o.id = b.id
  where b.id is null or o.id is null or b.type <> o.type
  order by coalesce(o.id, b.id)`

// Who gives a value now; of a value that went, who gave it.
const giver = (links: string, condition: string): string =>
  `(select l.agent_id, (l.contributions->n.name->>0)::integer as rule_id from ${links} l
    where l.object_id = o.id and l.contributions ? n.name and ${condition} limit 1)`

/** Values of objects that were there before and are there afterwards, attribute by attribute. */
export const VALUES = `
  insert into difference (kind, agent, object_id, object_type, label, attribute, rule, before, after)
  select 'value-changed', a.name, ${real('o.id')}, o.type, coalesce(${labelOf('o.attributes')}, ${labelOf('b.attributes')}),
    n.name, r.name, b.attributes->n.name, o.attributes->n.name
  from metaverse_object o
  join before_object b on b.id = o.id and b.attributes <> o.attributes
  cross join lateral (
    select key as name from jsonb_each(b.attributes) x where x.value is distinct from o.attributes->x.key
    union select key from jsonb_each(o.attributes) y where y.value is distinct from b.attributes->y.key) n
  left join lateral ${giver('link', 'true')} now on true
  left join lateral ${giver('before_link', 'now.rule_id is null')} past on true
  left join agent a on a.id = coalesce(now.agent_id, past.agent_id)
  left join rule r on r.id = coalesce(now.rule_id, past.rule_id)
  order by o.id, n.name`
