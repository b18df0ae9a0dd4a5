import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@jest/globals'
import { endAbandoned } from '../../src/runs/execute-run.js'
import { shutDown } from '../../src/runs/interruptions.js'
import type { Database } from '../../src/storage/database.js'
import { findAbandoned } from '../../src/storage/runs/find-runs.js'
import { type StepResult, type TestHub, testHub } from './hub.js'
import { randomOf } from './random.js'

/** A real source that is changed while it is read. */
export interface DeltaTruth {
  /** A configuration with one agent of this name, whose deletion limits do not matter. */
  readonly document: object
  readonly agent: string
  readonly seed: number
  /** How often the source is changed and read. */
  readonly rounds: number
  /** Makes so many random changes, as somebody else would. */
  change(count: number): Promise<void>
  /** Called when nobody changes the source any more: what it does by itself afterwards must be done. */
  settle?(): Promise<void>
  /** How long an undisturbed delta import takes, about, in milliseconds. Default 200. */
  readonly duration?: number
}

/** How the delta imports ended, by status, and how many of them were disturbed. */
export interface Disturbances {
  readonly statuses: Readonly<Record<string, number>>
  readonly cancelled: number
  readonly killed: number
}

const UNLIMITED = { deletionLimit: null, deletionPercent: null }
const DELTA = { type: 'delta-import', ...UNLIMITED } as const

/**
 * Changes a source at random while delta imports of it run, are cancelled, and lose their database connections in the middle of
 * whatever they do. In the end the connector space must be what a full import into an empty one makes of the source.
 */
export async function expectDeltaTruth(truth: DeltaTruth): Promise<Disturbances> {
  const { document, agent, rounds, duration = 200 } = truth
  const random = randomOf(truth.seed)
  const hub = await testHub(document)
  const statuses: Record<string, number> = {}
  const count = { cancelled: 0, killed: 0 }
  const end = (status: string) => {
    statuses[status] = (statuses[status] ?? 0) + 1
  }
  try {
    const started = truth.change(3)
    expect(await hub.run(agent, { type: 'full-import', ...UNLIMITED })).toMatchObject({ status: 'success' })
    await started
    for (let round = 0; round < rounds; round++) {
      const changes = truth.change(1 + random.below(30))
      // Half of the imports begin with the changes, the others after them.
      if (random() < 0.5) await changes
      const after = random() * duration
      const fate = random()
      if (fate < 0.35) end((await hub.run(agent, DELTA)).status)
      else if (fate < 0.65) {
        const controller = new AbortController()
        const timer = setTimeout(() => controller.abort(shutDown()), after)
        end((await hub.run(agent, DELTA, controller.signal)).status)
        clearTimeout(timer)
        count.cancelled++
      } else {
        end(await killedRun(hub, agent, after))
        count.killed++
      }
      await changes
    }
    await truth.settle?.()
    const last = await hub.run(agent, DELTA)
    expect({ status: last.status, problem: last.problem }).toEqual({
      status: expect.stringMatching(/^(success|completed-no-objects)$/),
      problem: null,
    })
    expect(await spaceOf(hub.database, agent)).toEqual(await freshSpace(document, agent))
    // At rest a delta import finds nothing new, whatever it tells once more.
    const { 'stage-no-change': _, ...news } = (await hub.run(agent, DELTA)).counters
    expect(news).toEqual({})
  } finally {
    await hub.drop()
  }
  return { statuses, ...count }
}

/** A run that loses all its connections at some moment, transactions and all, as when its worker is killed. */
async function killedRun(hub: TestHub, agent: string, after: number): Promise<string> {
  const controller = new AbortController()
  const run: Promise<StepResult | Error> = hub.run(agent, DELTA, controller.signal).catch(error => error as Error)
  await Promise.race([sleep(after), run])
  // Whatever goes on afterwards is stopped: a dead worker writes nothing more.
  controller.abort(shutDown())
  await hub.database
    .query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
    .catch(() => undefined)
  const result = await run
  await takeOver(hub.database)
  return result instanceof Error ? 'killed' : result.status
}

/** What another worker does when the lease of a killed one has expired. */
async function takeOver(database: Database): Promise<void> {
  await patiently(() => database.query(`update lease set until = now() - interval '1 second'`))
  await database.query(
    `update run set started_at = started_at - interval '3 seconds' where ended_at is null and started_at is not null`,
  )
  for (const run of await findAbandoned(database)) await endAbandoned(database, run)
  // One that was killed before it began waits for a worker; here there is none.
  await database.query(`update run set status = 'stopped-server', ended_at = now() where status = 'queued'`)
}

/** Connections of the pool that were cut are noticed when they are used. */
async function patiently(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work()
      return
    } catch (error) {
      if (attempt === 20) throw error
      await sleep(20)
    }
  }
}

async function freshSpace(document: object, agent: string): Promise<readonly string[]> {
  const hub = await testHub(document)
  try {
    expect(await hub.run(agent, 'full-import')).toMatchObject({ status: 'success' })
    return await spaceOf(hub.database, agent)
  } finally {
    await hub.drop()
  }
}

/** What the connector space holds of a source, whatever way it came there. */
async function spaceOf(database: Database, agent: string): Promise<string[]> {
  const rows = await database.query<{ line: string }>(
    `select jsonb_build_object('anchor', e.anchor, 'dn', e.dn, 'type', e.object_type,
       'image', (select jsonb_object_agg(i.key, case when jsonb_typeof(i.value) = 'array'
                   then (select jsonb_agg(v order by v) from jsonb_array_elements_text(i.value) v) else i.value end)
                 from jsonb_each(e.image) i),
       'references', (select jsonb_agg(r.attribute || ' ' || r.target_key order by r.attribute, r.target_key)
                      from entry_reference r where r.agent_id = e.agent_id and r.entry_id = e.id and r.state <> 2))::text as line
     from entry e join agent a on a.id = e.agent_id and a.name = $1
     where e.hash is not null and not exists (select from pending_import p where p.entry_id = e.id and p.operation = 'delete')`,
    [agent],
  )
  return rows.map(row => row.line).sort()
}
