import { type MemorySource, memorySource } from '../../../src/connectors/memory/index.js'
import type { StepType } from '../../../src/model/step.js'
import { camera, type Snapshot } from '../../scenarios/runner/snapshot.js'
import type { StepResult, TestHub } from '../../support/hub.js'

/** Two sources that know some of the same people, and a portal that receives them. */
export const AGENTS = ['hr', 'ad', 'portal'] as const
export type Agent = (typeof AGENTS)[number]

const NAME = `changed-rules-${process.pid}`
export const sourceName = (agent: Agent): string => `${NAME}-${agent}`
export const sourceOf = (agent: Agent): MemorySource => memorySource(sourceName(agent))

const one = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: [value] })
const every = (number: number, divisor: number, value: string): string | undefined =>
  number % divisor === 0 ? undefined : value

/** Fills the sources: of every attribute some have it and some do not. */
export function fillSources(people = 16): void {
  for (const agent of AGENTS) sourceOf(agent).reset()
  for (let i = 0; i < people; i++) addPerson(i)
  for (let i = 4; i < people + 4; i++) {
    const attributes = {
      id: [String(i)],
      ...one('name', every(i, 5, `Name ${i % 11}`)),
      ...one('room', every(i, 3, `A${i % 4}`)),
      ...one('phone', every(i, 2, `+${i}`)),
      ...one('boss', every(i, 4, `cn=a${Math.max(4, i - 3)},o=ad`)),
    }
    sourceOf('ad').put({ objectType: 'account', dn: `cn=a${i},o=ad`, anchor: `A${i}`, attributes })
  }
  for (let i = 0; i < 3; i++) {
    const member = [4, 7, 9, 12].filter(each => each % (i + 2) !== 0).map(each => `cn=a${each},o=ad`)
    const attributes = { name: [`Group ${i}`], member }
    sourceOf('ad').put({ objectType: 'group', dn: `cn=g${i},o=ad`, anchor: `G${i}`, attributes })
  }
}

const KINDS = [undefined, 'Contractor', 'intern', 'staff', 'staff'] as const

export function addPerson(i: number): void {
  const attributes = {
    id: [String(i)],
    ...one('name', every(i, 7, `Name ${i}`)),
    ...one('room', every(i, 4, `H${i % 3}`)),
    ...one('kind', KINDS[i % KINDS.length]),
    ...one('boss', every(i, 3, `cn=h${Math.max(0, i - 2)},o=hr`)),
    ...one('deputy', every(i, 2, `cn=h${i - 1},o=hr`)),
    ...(i % 3 === 1 && { mail: [`m${i}`, `n${i}`] }),
  }
  sourceOf('hr').put({ objectType: 'person', dn: `cn=h${i},o=hr`, anchor: `H${i}`, attributes })
}

/** Small worlds lose large shares of themselves: the brakes are off. */
export const run = (hub: TestHub, agent: Agent, type: StepType): Promise<StepResult> =>
  hub.run(agent, { type, deletionLimit: null, deletionPercent: null })

const DATA = `entry, entry_reference, pending_import, link, disconnector, export_change, export_reference, metaverse_object,
  metaverse_reference, problem, deferred_deletion, resynchronization`
const TABLES = DATA.split(',').map(name => name.trim())

/**
 * A hub that has taken everything over and has come to rest, with exports that were confirmed and others that were not sent:
 * people who came later, and changes of those who were there.
 */
export async function settle(hub: TestHub): Promise<void> {
  await hub.database.query(`truncate ${DATA}, run, run_step, run_event, run_detail, change_feed cascade`)
  await hub.database.query('update agent set watermark = null, full_import_required = true')
  fillSources()
  for (const agent of AGENTS) await run(hub, agent, 'full-import')
  for (const agent of AGENTS) await run(hub, agent, 'full-synchronization')
  await run(hub, 'portal', 'export')
  await run(hub, 'portal', 'full-import')
  for (const agent of AGENTS) await run(hub, agent, 'full-synchronization')
  for (let i = 16; i < 19; i++) addPerson(i)
  for (const anchor of ['H1', 'H5', 'H6'])
    sourceOf('hr').modify(anchor, { name: [{ operation: 'replace', values: [`Other ${anchor}`] }] })
  await run(hub, 'hr', 'full-import')
  await fullSynchronizations(hub)
  await comeToRest(hub)
}

/** Synchronizes everything until that changes nothing any more, and nothing is required. */
export async function comeToRest(hub: TestHub): Promise<void> {
  let before = await photograph(hub)
  for (let round = 0; round < 4; round++) {
    await fullSynchronizations(hub)
    const after = await photograph(hub)
    if (JSON.stringify(after) === JSON.stringify(before)) break
    before = after
  }
  await hub.database.query('update agent set full_import_required = false, full_synchronization_required = false')
}

export async function fullSynchronizations(hub: TestHub, agents: readonly Agent[] = AGENTS): Promise<number> {
  let done = 0
  for (const agent of agents) done += await doneBy(hub, await run(hub, agent, 'full-synchronization'))
  return done
}

/** How many entries a run looked at. */
export async function doneBy(hub: TestHub, { run: id }: StepResult): Promise<number> {
  const rows = await hub.database.query<{ done: number }>(
    `select coalesce((progress->>'done')::integer, 0) as done from run_step where run_id = $1`,
    [id],
  )
  return rows[0]?.done ?? 0
}

/** Keeps all data to come back to. */
export async function keep(hub: TestHub, name: string): Promise<void> {
  await hub.database.query(`create schema if not exists ${name}`)
  for (const table of TABLES) {
    await hub.database.query(`drop table if exists ${name}.${table}`)
    await hub.database.query(`create table ${name}.${table} as table public.${table}`)
  }
}

export async function comeBack(hub: TestHub, name: string): Promise<void> {
  await hub.database.query(`truncate ${DATA}`)
  for (const table of TABLES)
    await hub.database.query(`insert into public.${table} overriding system value select * from ${name}.${table}`)
  await hub.database.query('truncate resynchronization')
}

/** Everything the hub holds by names that do not depend on what came first, with who gives what by which rule. */
export async function photograph(hub: TestHub): Promise<Snapshot> {
  const snapshot = await camera(hub.database).take()
  const entry = `a.name || '/' || coalesce(e.anchor, e.dn)`
  const linked = 'join entry e on e.agent_id = l.agent_id and e.id = l.entry_id join agent a on a.id = l.agent_id'
  const rules = await hub.database.query(
    `select ${entry} as entry, (select name from rule where id = l.rule_id) as link,
       (select jsonb_object_agg(key, (select name from rule where id = (value->>0)::integer)) from jsonb_each(l.contributions)) as gives
     from link l ${linked} order by 1`,
  )
  const references = await hub.database.query(
    `select ${entry} as entry, l.attribute, l.target_id is not null as resolved, r.name as rule, count(*)::integer as count
     from metaverse_reference l ${linked} join rule r on r.id = l.rule_id group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
  )
  // Whichever of an object's entries comes by meets what is wrong with the object, and each as often as it does.
  const troubles = await hub.database.query(
    `select distinct coalesce((select min(${entry}) from link l ${linked} where l.object_id = o.object_id), ${entry}) as entry, code
     from problem p join entry e on e.id = p.entry_id join agent a on a.id = p.agent_id left join link o on o.entry_id = p.entry_id
     order by 1, 2`,
  )
  return { ...Object.fromEntries(Object.entries(snapshot).map(withoutProblems)), rules, references, troubles }
}

function withoutProblems([name, shown]: [string, unknown]): [string, unknown] {
  const { problems: _, ...rest } = shown as Record<string, unknown>
  return [name, rest]
}
