import { labelOf, real } from './columns.js'

const ENTRY = 'left join entry e on e.agent_id = l.agent_id and e.id = l.entry_id'
const BEFORE_ENTRY = 'left join before_entry p on p.agent_id = l.agent_id and p.id = l.entry_id'

/** Links that end. An entry that gets another object has one that ends and one that is made. */
export const UNLINKED = `
  insert into difference (kind, agent, entry_id, dn, object_id, object_type, label, rule)
  select 'unlinked', a.name, ${real('l.entry_id')}, coalesce(e.dn, p.dn), ${real('l.object_id')}, o.type, ${labelOf('o.attributes')}, r.name
  from before_link l
  left join link now on now.entry_id = l.entry_id
  ${ENTRY} ${BEFORE_ENTRY}
  left join before_object o on o.id = l.object_id
  left join agent a on a.id = l.agent_id left join rule r on r.id = l.rule_id
  where now.object_id is distinct from l.object_id
  order by l.agent_id, l.entry_id`

/** Links that are made: by joins, projections and provisioning. */
export const LINKED = `
  insert into difference (kind, agent, entry_id, dn, object_id, object_type, label, rule)
  select 'linked', a.name, ${real('l.entry_id')}, e.dn, ${real('l.object_id')}, o.type, ${labelOf('o.attributes')}, r.name
  from link l
  left join before_link past on past.entry_id = l.entry_id
  ${ENTRY}
  left join metaverse_object o on o.id = l.object_id
  left join agent a on a.id = l.agent_id left join rule r on r.id = l.rule_id
  where past.object_id is distinct from l.object_id
  order by l.agent_id, l.entry_id`

/** Disconnectors that are of another kind afterwards; one that nobody has looked at yet is a normal one. */
export const STATES = `
  insert into difference (kind, agent, entry_id, dn, rule, before, after)
  select 'state-changed', a.name, ${real('e.id')}, e.dn, r.name,
    to_jsonb(coalesce(b.state, 'disconnector')), to_jsonb(coalesce(d.state, 'disconnector'))
  from before_disconnector b
  full join disconnector d on d.entry_id = b.entry_id
  join entry e on e.agent_id = coalesce(d.agent_id, b.agent_id) and e.id = coalesce(d.entry_id, b.entry_id)
  left join agent a on a.id = e.agent_id left join rule r on r.id = d.rule_id
  where coalesce(b.state, 'disconnector') <> coalesce(d.state, 'disconnector')
    and not exists (select from link l where l.entry_id = e.id)
    and not exists (select from before_link l where l.entry_id = e.id)
  order by e.agent_id, e.id`

/** Entries that leave their connector space. */
export const REMOVED = `
  insert into difference (kind, agent, entry_id, dn, object_type)
  select 'entry-removed', a.name, ${real('p.id')}, p.dn, p.object_type
  from before_entry p
  left join agent a on a.id = p.agent_id
  where not exists (select from entry e where e.agent_id = p.agent_id and e.id = p.id)
  order by p.agent_id, p.id`
