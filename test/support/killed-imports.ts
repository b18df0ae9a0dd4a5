import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@jest/globals'
import { dnKey } from '../../src/model/dn.js'
import type { StepDefinition } from '../../src/model/step.js'
import { endAbandoned } from '../../src/runs/execute-run.js'
import type { Database } from '../../src/storage/database.js'
import { createRun } from '../../src/storage/runs/create-run.js'
import { findAbandoned } from '../../src/storage/runs/find-runs.js'
import { type TestHub, testHub } from './hub.js'
import type { RunProcessTask } from './run-process.js'

const PROGRAM = resolve('test/support/run-process.ts')
/** Of a source that changes at random many objects may go. */
const DELTA: StepDefinition = { type: 'delta-import', deletionLimit: null, deletionPercent: null }
const LATEST_KILL_MS = 600

export interface Truth {
  /** A configuration with one agent of the source. */
  readonly document: object
  readonly agent: string
  readonly folder?: string
  /** Does one random thing to the source, as somebody else would. */
  happen(random: () => number): Promise<void>
  readonly random: () => number
  /** Rounds of changes, each with a delta import that is killed while they go on. */
  readonly rounds: number
  readonly happenings: number
}

/**
 * Delta imports run and are killed while a source changes at random; at the end the connector space is what a full import into a
 * new hub gives. Answers how many imports were killed.
 */
export async function deltaTruth(truth: Truth): Promise<{ readonly kills: number }> {
  const { document, agent, folder = process.cwd(), random } = truth
  const hub = await testHub(document, folder)
  let kills = 0
  try {
    expect((await hub.run(agent, 'full-import')).status).toBe('success')
    for (let round = 0; round < truth.rounds; round++) {
      const [killed] = await Promise.all([
        killedImport(hub, { agent, folder, after: random() * LATEST_KILL_MS }),
        changes(truth),
      ])
      if (killed) kills++
      if (random() < 0.5) await deltaImport(hub, agent)
    }
    await deltaImport(hub, agent)
    expect(await spaceOf(hub.database, agent)).toEqual(await freshSpace(truth))
    // Nothing is left to be told.
    await deltaImport(hub, agent)
    expect(await spaceOf(hub.database, agent)).toEqual(await freshSpace(truth))
    return { kills }
  } finally {
    await hub.drop()
  }
}

async function changes({ happenings, happen, random }: Truth): Promise<void> {
  for (let i = 0; i < happenings; i++) await happen(random)
}

async function deltaImport(hub: TestHub, agent: string): Promise<void> {
  const { status, problem } = await hub.run(agent, DELTA)
  expect({ status, problem }).toEqual({
    status: expect.stringMatching(/^(success|completed-no-objects)$/),
    problem: null,
  })
}

/** Executes a delta import in a process of its own and kills that; whether it was still at work. */
async function killedImport(
  { database }: TestHub,
  { agent, folder, after }: { agent: string; folder: string; after: number },
): Promise<boolean> {
  const [row] = await database.query<{ id: number }>('select id from agent where name = $1', [agent])
  const run = await database.transaction(transaction =>
    createRun(transaction, {
      agent: { id: row?.id ?? 0, name: agent },
      profile: 'killed',
      steps: [DELTA],
      requestedBy: 'test',
    }),
  )
  const task: RunProcessTask = { url: database.url, folder, run }
  const child = spawn(process.execPath, ['--import', './scripts/typescript.js', PROGRAM, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      NODE_COMPILE_CACHE: join(process.env.HUB_TEST_FOLDER ?? tmpdir(), 'compiled'),
    },
  })
  const closed = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), closed])
  await sleep(after)
  child.kill('SIGKILL')
  const [, signal] = await closed
  await disconnected(database, `identity-hub-${child.pid}`)
  // The time passes after which a silent worker counts as lost.
  await database.query(`update lease set until = now() - interval '1 second'`)
  await database.query(`update run set started_at = started_at - interval '3 seconds' where ended_at is null`)
  for (const lost of await findAbandoned(database)) await endAbandoned(database, lost)
  await database.query(`update run set ended_at = now(), status = 'stopped-server' where ended_at is null`)
  return signal === 'SIGKILL'
}

async function disconnected(database: Database, name: string): Promise<void> {
  for (let i = 0; i < 400; i++) {
    const rows = await database.query('select 1 from pg_stat_activity where application_name = $1', [name])
    if (rows.length === 0) return
    await sleep(25)
  }
  throw new Error(`the connections of ${name} are still open`)
}

async function freshSpace({ document, agent, folder = process.cwd() }: Truth): Promise<readonly SpaceObject[]> {
  const hub = await testHub(document, folder)
  try {
    expect((await hub.run(agent, 'full-import')).status).toBe('success')
    return await spaceOf(hub.database, agent)
  } finally {
    await hub.drop()
  }
}

/** One object of a connector space as the last import left it. */
export interface SpaceObject {
  readonly anchor: string | null
  readonly type: string
  readonly dn: string
  readonly image: Readonly<Record<string, readonly string[]>>
  readonly references: readonly string[]
}

/**
 * What an agent's connector space holds of its source; what is to be deleted is gone, and so are references that lead to nothing: of
 * objects that are not read a source need not tell the names.
 */
export async function spaceOf(database: Database, agent: string): Promise<SpaceObject[]> {
  const rows = await database.query<SpaceObject & { id: number }>(
    `select e.id, e.anchor, e.object_type as type, e.dn, e.image,
       array(select r.attribute || ' ' || r.target from entry_reference r
         where r.agent_id = e.agent_id and r.entry_id = e.id and r.state <> 2) as references
     from entry e join agent a on a.id = e.agent_id
     left join pending_import p on p.agent_id = e.agent_id and p.entry_id = e.id
     where a.name = $1 and coalesce(p.operation, '') <> 'delete'
     order by e.anchor`,
    [agent],
  )
  const names = new Set(rows.map(({ dn }) => dnKey(dn)))
  return rows.map(({ id: _, ...row }) => ({
    ...row,
    dn: dnKey(row.dn),
    references: row.references
      .map(splitReference)
      .filter(({ key }) => names.has(key))
      .map(({ attribute, key }) => `${attribute} ${key}`)
      .sort(),
  }))
}

function splitReference(reference: string): { readonly attribute: string; readonly key: string } {
  const space = reference.indexOf(' ')
  return { attribute: reference.slice(0, space), key: dnKey(reference.slice(space + 1)) }
}
