import { real } from './columns.js'

const TOLD = (problem: string): string =>
  `case when ${problem}.code is not null then jsonb_build_object('code', ${problem}.code, 'message', ${problem}.message) end`

/** Objects that could not be synchronized, or can be again. One problem in place of another is both. */
export const PROBLEMS = `
  insert into difference (kind, agent, entry_id, dn, before, after)
  select case when q.code is null then 'problem-gone' else 'problem-appeared' end,
    a.name, ${real('coalesce(q.entry_id, b.entry_id)')}, coalesce(e.dn, p.dn), ${TOLD('b')}, ${TOLD('q')}
  from before_problem b
  full join (select * from problem where phase = 'synchronization') q
    on q.agent_id = b.agent_id and q.entry_id = b.entry_id and q.code = b.code
  left join agent a on a.id = coalesce(q.agent_id, b.agent_id)
  left join entry e on e.agent_id = coalesce(q.agent_id, b.agent_id) and e.id = coalesce(q.entry_id, b.entry_id)
  left join before_entry p on p.agent_id = coalesce(q.agent_id, b.agent_id) and p.id = coalesce(q.entry_id, b.entry_id)
  where q.code is null or b.code is null
  order by coalesce(q.agent_id, b.agent_id), coalesce(q.entry_id, b.entry_id)`
