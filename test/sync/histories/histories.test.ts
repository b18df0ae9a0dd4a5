import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { memorySource } from '../../../src/connectors/memory/index.js'
import type { StepType } from '../../../src/model/step.js'
import { camera, type Snapshot } from '../../scenarios/runner/snapshot.js'
import { type TestHub, testHub } from '../../support/hub.js'
import { document, empty } from './hub.js'
import { type Move, world } from './world.js'

const SOURCES = { hr: 'history-hr', dir: 'history-dir', target: 'history-target' }
let hub: TestHub

beforeAll(async () => {
  hub = await testHub(document(SOURCES))
})
afterAll(() => hub?.drop())

type Run = readonly [agent: keyof typeof SOURCES, step: StepType]
type Event = { readonly move: Move } | { readonly run: Run }

const moves = fc.record({
  kind: fc.constantFrom<Move['kind']>(
    'person',
    'person',
    'name',
    'boss',
    'rename',
    'leave',
    'team',
    'member',
    'member',
    'account',
    'phone',
    'unaccount',
    'contractor',
  ),
  a: fc.nat(20),
  b: fc.nat(20),
})
const runs = fc.constantFrom<Run>(
  ['hr', 'delta-import'],
  ['hr', 'full-import'],
  ['hr', 'delta-synchronization'],
  ['hr', 'full-synchronization'],
  ['dir', 'delta-import'],
  ['dir', 'full-import'],
  ['dir', 'delta-synchronization'],
  ['target', 'export'],
  ['target', 'full-import'],
  ['target', 'delta-import'],
  ['target', 'delta-synchronization'],
)
const histories = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: moves.map((move): Event => ({ move })) },
    { weight: 1, arbitrary: runs.map((run): Event => ({ run })) },
  ),
  { minLength: 20, maxLength: 60 },
)

/** Lives a history, then runs everything until nothing is left to do. */
async function live(history: readonly Event[], batchSize: number): Promise<Snapshot> {
  for (const name of Object.values(SOURCES)) memorySource(name).reset()
  await empty(hub.database)
  const { move } = world(SOURCES.hr, SOURCES.dir)
  for (const event of history) {
    if ('move' in event) move(event.move)
    else await hub.run(event.run[0], { type: event.run[1], batchSize })
  }
  await settle(batchSize)
  return state()
}

const CYCLE: readonly Run[] = [
  ['hr', 'full-import'],
  ['dir', 'full-import'],
  ['target', 'full-import'],
  ['target', 'delta-synchronization'],
  ['hr', 'delta-synchronization'],
  ['dir', 'delta-synchronization'],
  ['target', 'export'],
]

async function settle(batchSize: number): Promise<void> {
  for (let i = 0; i < 3; i++) for (const [agent, type] of CYCLE) await hub.run(agent, { type, batchSize })
}

/** The whole state by names that do not depend on the order in which things were made. */
const state = (): Promise<Snapshot> => camera(hub.database, entry => entry.dn).take()

const sources = () =>
  Object.fromEntries(
    [...memorySource(SOURCES.target).all()].map(({ dn, attributes }) => [dn, sorted(attributes)]).sort(),
  )
const sorted = (attributes: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(attributes)
    .map(([name, values]) => [name, [...values].sort()])
    .sort()

const RUNS = {
  numRuns: Number(process.env.HISTORIES ?? 8),
  ...(process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) }),
}

test('a history ends in the same state whatever the batch size, and nothing is left to do then', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async history => {
      const large = await live(history, 1_000)
      const target = sources()
      expect(Object.values(large).filter(isUnfinished)).toEqual([])
      // Import twice is import once; a full synchronization after deltas changes nothing.
      for (const agent of ['hr', 'dir', 'target']) await hub.run(agent, 'full-import')
      expect(await state()).toEqual(large)
      for (const agent of ['hr', 'dir', 'target']) await hub.run(agent, 'full-synchronization')
      expect(await state()).toEqual(large)
      for (const batchSize of [1, 3]) {
        expect(await live(history, batchSize)).toEqual(large)
        expect(sources()).toEqual(target)
      }
    }),
    RUNS,
  )
}, 600_000)

test('imports while another agent synchronizes, and agents in another order, end in the same state', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async history => {
      const calm = await live(history, 1_000)
      const target = sources()
      for (const [name, cycle] of Object.entries({ BUSY, REVERSED })) {
        await begin(history)
        for (let i = 0; i < ROUNDS; i++) {
          for (const together of cycle)
            await Promise.all(together.map(([agent, type]) => hub.run(agent, { type, batchSize: 3 })))
        }
        expect([name, await state()]).toEqual([name, calm])
        expect(sources()).toEqual(target)
      }
    }),
    RUNS,
  )
}, 600_000)

/** What runs at the same time, time after time. */
const BUSY: readonly (readonly Run[])[] = [
  [
    ['hr', 'full-import'],
    ['dir', 'full-import'],
  ],
  [
    ['hr', 'delta-synchronization'],
    ['target', 'full-import'],
    ['dir', 'full-import'],
  ],
  [
    ['target', 'export'],
    ['dir', 'delta-synchronization'],
    ['hr', 'full-import'],
  ],
  [
    ['target', 'delta-synchronization'],
    ['hr', 'delta-synchronization'],
    ['dir', 'delta-synchronization'],
  ],
]
/** Enough for the longest way, a step a round: import, join, flow, export, confirmation. */
const ROUNDS = 7
const REVERSED: readonly (readonly Run[])[] = [...CYCLE].reverse().map(run => [run])

/** Makes the moves of a history, with no runs in between. */
async function begin(history: readonly Event[]): Promise<void> {
  for (const name of Object.values(SOURCES)) memorySource(name).reset()
  await empty(hub.database)
  const { move } = world(SOURCES.hr, SOURCES.dir)
  for (const event of history) if ('move' in event) move(event.move)
}

const isUnfinished = (thing: unknown): boolean =>
  ['import', 'pending', 'escrowed', 'unconfirmed', 'problems', 'transient'].some(part => part in (thing as object))
