import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { camera, type Snapshot } from '../scenarios/runner/snapshot.js'
import type { TestHub } from '../support/hub.js'
import { takePhoto } from './photo.js'
import {
  AGENTS,
  aRun,
  beginAnew,
  type Command,
  carryOut,
  drift,
  edit,
  run,
  settle,
  smallWorld,
  sourceOf,
} from './small-world.js'

/** More of them, or the very ones that failed: PROPERTY_RUNS=200 PROPERTY_SEED=… */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 5)
const seed = process.env.PROPERTY_SEED === undefined ? Date.now() % 2 ** 31 : Number(process.env.PROPERTY_SEED)
const PARAMETERS = { numRuns: RUNS, seed, endOnFailure: process.env.PROPERTY_SHRINK === undefined }
const TIME = process.env.PROPERTY_SHRINK === undefined ? 30_000 + RUNS * 5_000 : 600_000

let hub: TestHub
beforeAll(async () => {
  hub = await smallWorld()
})
afterAll(() => hub.drop())

const edits = fc.array(edit, { minLength: 5, maxLength: 25 })
const history = fc.array(
  fc.oneof({ weight: 3, arbitrary: edit }, { weight: 1, arbitrary: drift }, { weight: 3, arbitrary: aRun }),
  {
    minLength: 10,
    maxLength: 40,
  },
)

/** Fills the sources, lets the hub take all of it over, and plays what happens then. */
async function live(first: readonly Command[], then: readonly Command[] = [], batchSize?: number): Promise<string[]> {
  const step = batchSize === undefined ? {} : { batchSize }
  await beginAnew(hub)
  const said: string[] = []
  for (const command of first) await carryOut(hub, command)
  for (const agent of AGENTS) await run(hub, agent, { type: 'full-import', ...step })
  for (const agent of ['a', 'b'] as const) await run(hub, agent, { type: 'full-synchronization', ...step })
  for (const command of then) said.push(await carryOut(hub, command, step))
  return said
}

/** Every row with the transaction that wrote it: a row that was written anew with the same content shows. */
async function writes(tables: readonly string[]): Promise<unknown> {
  const found: Record<string, unknown> = {}
  for (const table of tables)
    found[table] = await hub.database.query(
      `select xmin::text, ctid::text, to_jsonb(t) as row from ${table} t order by 3`,
    )
  return found
}
const IMPORTED = [
  'entry',
  'entry_reference',
  'pending_import',
  'link',
  'disconnector',
  'export_change',
  'export_reference',
  'problem',
]

const open = async () => ({
  exports: await hub.database.query('select * from export_change'),
  references: await hub.database.query('select * from export_reference'),
  imports: await hub.database.query('select * from pending_import'),
  problems: await hub.database.query('select code, message from problem'),
})
const NOTHING = { exports: [], references: [], imports: [], problems: [] }

describe('whatever happens', () => {
  test(
    'an import again writes nothing, neither a full one nor a delta',
    () =>
      fc.assert(
        fc.asyncProperty(edits, history, async (first, then) => {
          await live(first, then)
          for (const agent of AGENTS) {
            await run(hub, agent, { type: 'full-import' })
            const before = await writes(IMPORTED)
            for (const type of ['full-import', 'delta-import'] as const) {
              const { counters } = await run(hub, agent, { type })
              expect(Object.keys(counters).filter(name => name !== 'stage-no-change')).toEqual([])
              expect(await writes(IMPORTED)).toEqual(before)
            }
          }
        }),
        PARAMETERS,
      ),
    TIME,
  )

  test(
    'once nothing is left to do, exports are confirmed and a full synchronization changes nothing',
    () =>
      fc.assert(
        fc.asyncProperty(edits, history, async (first, then) => {
          await live(first, then)
          await settle(hub)
          expect(await open()).toEqual(NOTHING)
          // Deltas may leave a hash unknown, which the next full import makes good.
          for (const agent of AGENTS) await run(hub, agent, { type: 'full-import' })
          expect(await open()).toEqual(NOTHING)
          const before = await takePhoto(hub.database)
          for (const agent of AGENTS) {
            await run(hub, agent, { type: 'full-synchronization' })
            expect(await takePhoto(hub.database)).toEqual(before)
          }
        }),
        PARAMETERS,
      ),
    TIME,
  )

  test(
    'what was decided by deltas is what a new hub decides at once',
    () =>
      fc.assert(
        fc.asyncProperty(edits, history, async (first, then) => {
          await live(first, then)
          await settle(hub)
          const byDeltas = await metaverse()
          const users = targetObjects()
          const kept = (['a', 'b'] as const).map(agent => [agent, [...sourceOf(agent).objects.values()]] as const)
          await beginAnew(hub)
          for (const [agent, objects] of kept) for (const object of objects) sourceOf(agent).put(object)
          await takeOver()
          await settle(hub)
          expect(await metaverse()).toEqual(byDeltas)
          expect(targetObjects()).toEqual(users)
        }),
        PARAMETERS,
      ),
    TIME,
  )

  test(
    'the size of batches decides nothing',
    () =>
      fc.assert(
        fc.asyncProperty(edits, history, async (first, then) => {
          const outcomes: unknown[] = []
          for (const batchSize of [1, 3, 1000]) {
            const said = await live(first, then, batchSize)
            const halfway = await metaverse()
            await settle(hub, { batchSize })
            outcomes.push({ said, halfway, end: await metaverse(), target: targetObjects() })
          }
          expect(outcomes[0]).toEqual(outcomes[2])
          expect(outcomes[1]).toEqual(outcomes[2])
        }),
        { ...PARAMETERS, numRuns: Math.ceil(RUNS / 2) },
      ),
    TIME,
  )

  test(
    'which agent is synchronized first decides nothing where precedence does',
    () =>
      fc.assert(
        fc.asyncProperty(edits, async first => {
          const ends: unknown[] = []
          for (const order of [
            ['a', 'b'],
            ['b', 'a'],
          ] as const) {
            await beginAnew(hub)
            for (const command of first) await carryOut(hub, command)
            for (const agent of AGENTS) await run(hub, agent, { type: 'full-import' })
            for (const agent of order) await run(hub, agent, { type: 'full-synchronization' })
            await settle(hub)
            ends.push({ metaverse: await metaverse(), target: targetObjects() })
          }
          expect(ends[1]).toEqual(ends[0])
        }),
        PARAMETERS,
      ),
    TIME,
  )
})

async function takeOver(): Promise<void> {
  for (const agent of AGENTS) await run(hub, agent, { type: 'full-import' })
  for (const agent of ['a', 'b'] as const) await run(hub, agent, { type: 'full-synchronization' })
}

/** The metaverse with links and contributors, by names that do not depend on what came first. */
async function metaverse(): Promise<Snapshot> {
  const seen = await camera(hub.database).take()
  return Object.fromEntries(
    Object.entries(seen)
      .filter(([name]) => name.startsWith('metaverse '))
      .map(([name, shown]) => [name, withoutMade(shown)]),
  )
}

// Anchors that the target made up depend on the order of creation.
const withoutMade = (shown: unknown): unknown =>
  JSON.parse(JSON.stringify(shown).replace(/target\/[^"]*-target-\d+/g, 'target/made'))

const targetObjects = (): unknown =>
  [...sourceOf('target').objects.values()]
    .map(({ dn, objectType, attributes }) => ({
      dn,
      objectType,
      attributes: Object.fromEntries(Object.entries(attributes).map(([name, values]) => [name, [...values].sort()])),
    }))
    .sort((x, y) => (x.dn < y.dn ? -1 : 1))
