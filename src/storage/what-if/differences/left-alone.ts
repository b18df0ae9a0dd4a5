import { labelOf } from './columns.js'

/** Objects that an undo leaves as they are: the run that changed them since, or why they cannot be as they were. */
export const LEFT_ALONE = `
  insert into difference (kind, agent, object_id, object_type, label, after)
  select 'left-alone', case when u.problem is null then r.agent_name end, u.object_id,
    coalesce(o.type, f.object_type), coalesce(${labelOf('o.attributes')}, f.before->'displayName'->'values'->>0),
    coalesce(u.problem, jsonb_build_object('run', r.number, 'profile', r.profile_name, 'id', r.id))
  from undo_object u
  left join metaverse_object o on o.id = u.object_id
  left join lateral (select f.object_type, f.before from change_feed f where f.object_id = u.object_id order by f.sequence desc limit 1) f on true
  left join run_step s on s.id = u.changed_by left join run r on r.id = s.run_id
  where u.changed_by is not null
  order by u.object_id`
