import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { TestHub } from '../support/hub.js'
import { takePhoto } from './photo.js'
import { AGENTS, beginAnew, carryOut, history, run, settle, sharedWorld } from './shared-world.js'

/** More of them, or the very ones that failed: PROPERTY_RUNS=200 PROPERTY_SEED=… */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 6)
const seed = process.env.PROPERTY_SEED === undefined ? Date.now() % 2 ** 31 : Number(process.env.PROPERTY_SEED)
const isShrunk = process.env.PROPERTY_SHRINK !== undefined

let hub: TestHub
beforeAll(async () => {
  hub = await sharedWorld()
})
afterAll(() => hub.drop())

test(
  'where several give, what they gave bit by bit is what they give at once',
  () =>
    fc.assert(
      fc.asyncProperty(history, async commands => {
        await beginAnew(hub)
        for (const agent of AGENTS) await run(hub, agent, { type: 'full-import' })
        for (const command of commands) await carryOut(hub, command)
        await settle(hub)
        expect(await hub.database.query('select code, message from problem')).toEqual([])
        const before = await takePhoto(hub.database)
        for (const agent of AGENTS) {
          await run(hub, agent, { type: 'full-synchronization' })
          expect(await takePhoto(hub.database)).toEqual(before)
        }
      }),
      { numRuns: RUNS, seed, endOnFailure: !isShrunk },
    ),
  isShrunk ? 600_000 : 30_000 + RUNS * 5_000,
)
