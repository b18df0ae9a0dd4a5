import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { TestHub } from '../support/hub.js'
import { takePhoto } from './photo.js'
import { propertyRuns } from './property-runs.js'
import { AGENTS, beginAnew, carryOut, history, run, settle, sharedWorld } from './shared-world.js'

const { parameters, milliseconds } = propertyRuns(6)

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
      parameters,
    ),
  milliseconds,
)
