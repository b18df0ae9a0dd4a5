import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type TestHub, testHub } from '../../support/hub.js'
import { change } from './compare.js'
import { type Choices, documentOf, optionsOf, SLOTS, type Slot, USUAL } from './rules.js'
import { comeBack, comeToRest, keep, settle } from './world.js'

let hub: TestHub
beforeAll(async () => {
  hub = await testHub(documentOf(USUAL))
  await settle(hub)
  await keep(hub, 'usual')
})
afterAll(() => hub.drop())

const CASES = SLOTS.flatMap(slot =>
  optionsOf(slot)
    .slice(1)
    .map((other): [Slot, string] => [slot, other]),
)

describe('only what a changed rule can affect synchronized is as good as a full synchronization of everything', () => {
  test.each(CASES)('%s becomes %s, and again what it was', async (slot, other) => {
    await comeBack(hub, 'usual')
    for (const choice of [other, USUAL[slot]]) {
      const outcome = await change(hub, documentOf({ ...USUAL, [slot]: choice } as Choices))
      expect(outcome.byDeltas).toEqual(outcome.fully)
      expect(outcome.looked).toBeLessThanOrEqual(outcome.lookedFully)
      await comeToRest(hub)
    }
  })
})
