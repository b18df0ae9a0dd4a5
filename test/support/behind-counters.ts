import { expect } from '@jest/globals'
import { type Counter, OUTBOUND_COUNTERS, WITHOUT_DETAIL } from '../../src/model/counter.js'
import type { Database } from '../../src/storage/database.js'

/** Expects as many objects behind each counter of a run as it says, none behind those without detail, and none behind nothing. */
export async function expectObjectsBehindCounters(database: Database, run: number): Promise<void> {
  const steps = await database.query<{
    number: number
    counters: Record<string, number>
    behind: Record<string, number>
  }>(
    `select s.number, s.counters, (
       select coalesce(jsonb_object_agg(d.name, d.count), '{}') from (
         select t.counter || case when t.agent_id = r.agent_id and t.counter <> all($2) then '' else '@' || a.name end as name, count(*)
         from run_detail t join agent a on a.id = t.agent_id where t.step_id = s.id group by 1) d) as behind
     from run_step s join run r on r.id = s.run_id where s.run_id = $1 order by s.number`,
    [run, OUTBOUND_COUNTERS],
  )
  for (const { number, counters, behind } of steps) {
    const told = Object.entries(counters).filter(([name]) => !WITHOUT_DETAIL.has(name.split('@')[0] as Counter))
    expect({ run, step: number, behind }).toEqual({ run, step: number, behind: Object.fromEntries(told) })
  }
}
