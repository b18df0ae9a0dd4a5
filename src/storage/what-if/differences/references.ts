import { labelOf, NAMED, real } from './columns.js'

/** References of objects that are there afterwards: how many go and come, and the names of the first of them. */
export const REFERENCES = `
  with changed as (
    select coalesce(b.object_id, m.object_id) as object_id, coalesce(b.attribute, m.attribute) as attribute,
      coalesce(b.target_id, m.target_id) as target_id, m.target_id is not null as comes
    from before_reference b
    full join metaverse_reference m on m.object_id = b.object_id and m.attribute = b.attribute and m.target_id = b.target_id
    where b.object_id is null or m.object_id is null),
  placed as (
    select *, row_number() over (partition by object_id, attribute, comes order by target_id) as place from changed),
  named as (
    select p.*, case when p.place <= ${NAMED} then coalesce(${labelOf('t.attributes')}, ${labelOf('u.attributes')}, t.type, u.type) end as name
    from placed p
    left join metaverse_object t on p.place <= ${NAMED} and t.id = p.target_id
    left join before_object u on p.place <= ${NAMED} and t.id is null and u.id = p.target_id)
  insert into difference (kind, object_id, object_type, label, attribute, before, after, removed, added)
  select 'references-changed', ${real('n.object_id')}, o.type, ${labelOf('o.attributes')}, n.attribute,
    jsonb_agg(n.name order by n.place) filter (where not n.comes and n.place <= ${NAMED}),
    jsonb_agg(n.name order by n.place) filter (where n.comes and n.place <= ${NAMED}),
    count(*) filter (where not n.comes), count(*) filter (where n.comes)
  from named n join metaverse_object o on o.id = n.object_id
  group by n.object_id, o.type, ${labelOf('o.attributes')}, n.attribute
  order by n.object_id, n.attribute`
