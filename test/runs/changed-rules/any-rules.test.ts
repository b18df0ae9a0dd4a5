import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type TestHub, testHub } from '../../support/hub.js'
import { change } from './compare.js'
import { type Choices, documentOf, optionsOf, SLOTS, type Slot, USUAL } from './rules.js'
import { comeToRest, settle } from './world.js'

/** More of them, or the very ones that failed: PROPERTY_RUNS=200 PROPERTY_SEED=… */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 6)
const seed = process.env.PROPERTY_SEED === undefined ? Date.now() % 2 ** 31 : Number(process.env.PROPERTY_SEED)
const PARAMETERS = { numRuns: RUNS, seed, endOnFailure: process.env.PROPERTY_SHRINK === undefined }

let hub: TestHub
beforeAll(async () => {
  hub = await testHub(documentOf(USUAL))
})
afterAll(() => hub.drop())

// Where nothing is recalled, a value that nobody gives stays until somebody's rules are asked again: there a full synchronization does more.
const optionOf = (slot: Slot) => fc.constantFrom(...(slot === 'recall' ? ['yes'] : optionsOf(slot)))
const anyRules = fc.record(Object.fromEntries(SLOTS.map(slot => [slot, optionOf(slot)]))) as fc.Arbitrary<Choices>
const changes = fc
  .uniqueArray(fc.constantFrom(...SLOTS), { minLength: 1, maxLength: 4 })
  .chain(slots => fc.record(Object.fromEntries(slots.map(slot => [slot, optionOf(slot)])))) as fc.Arbitrary<
  Partial<Choices>
>

test(
  'whatever rules become others: synchronizing what they can affect is as good as synchronizing everything',
  () =>
    fc.assert(
      fc.asyncProperty(anyRules, fc.array(changes, { minLength: 1, maxLength: 2 }), async (first, then) => {
        await hub.apply(documentOf(first))
        await settle(hub)
        let rules = first
        for (const next of then) {
          rules = { ...rules, ...next }
          const outcome = await change(hub, documentOf(rules))
          expect(outcome.byDeltas).toEqual(outcome.fully)
          expect(outcome.looked).toBeLessThanOrEqual(outcome.lookedFully)
          await comeToRest(hub)
        }
      }),
      PARAMETERS,
    ),
  30_000 + RUNS * 10_000,
)
