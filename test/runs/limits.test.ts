import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { StepDefinition } from '../../src/model/step.js'
import { deletionBrake } from '../../src/runs/brakes.js'
import { SeenEntries } from '../../src/runs/seen.js'

const brakes = (definition: Partial<StepDefinition>, deleted: number, held: number) =>
  deletionBrake({ type: 'full-import', ...definition }, { deleted, held, agent: 'hr' })

test.each<[string, Partial<StepDefinition>, number, number, boolean]>([
  ['the default count', {}, 500, 10_000, true],
  ['one more', {}, 501, 10_000, false],
  ['the default share', {}, 20, 100, true],
  ['a little more', {}, 21, 100, false],
  ['few, whatever their share', {}, 9, 9, true],
  ['as many as make a share', {}, 10, 10, false],
  ['a count of none', { deletionLimit: 0 }, 1, 10_000, false],
  ['a share of none', { deletionPercent: 0 }, 10, 10_000, false],
  ['no count', { deletionLimit: null }, 5_000, 100_000, true],
  ['no share', { deletionPercent: null }, 400, 400, true],
  ['neither', { deletionLimit: null, deletionPercent: null }, 100_000, 100_000, true],
  ['nothing of nothing', { deletionLimit: 0, deletionPercent: 0 }, 0, 0, true],
])('%s', (_, definition, deleted, held, passes) => {
  expect(brakes(definition, deleted, held) === undefined).toBe(passes)
})

test('the problem says how many, of how many, beyond what, and how to go on', () => {
  expect(brakes({ deletionLimit: 3 }, 4, 100)).toEqual({
    code: 'run.deletion-limit',
    message: '4 of 100 objects of agent hr would be deleted, more than deletionLimit 3. Nothing was deleted.',
    hint: expect.stringContaining('deletionLimit'),
    where: { agent: 'hr' },
  })
  expect(brakes({}, 30, 100)?.message).toContain('deletionPercent 20 %')
})

test('seen entries are a set', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5_000_000)), ids => {
      const seen = new SeenEntries()
      const set = new Set<number>()
      for (const id of ids) {
        expect(seen.add(id)).toBe(!set.has(id))
        set.add(id)
        expect(seen.size).toBe(set.size)
      }
      for (const id of ids) for (const near of [id - 1, id, id + 1]) expect(seen.has(near)).toBe(set.has(near))
    }),
  )
})
