import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { openStage, type Stage } from './stage.js'
import { putGroup, putPerson, sourceOf } from './world.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.hub.drop())
beforeEach(() => stage.reset())

const BAD = { filtered: 'north', deletion: { when: 'any-connector', of: ['hr'] } }

async function fill(people: number): Promise<void> {
  for (let i = 0; i < people; i++)
    putPerson(String(i), { room: i % 3 === 0 ? 'north' : 'south', ...(i > 0 && { boss: String(i - 1) }) })
  putGroup(
    'all',
    Array.from({ length: people }, (_, i) => String(i)),
  )
  await stage.run('hr', 'full-import')
  await stage.run('hr', 'full-synchronization')
  await stage.send()
  await stage.send()
}

test('two hundred people that a bad filter deleted are back, and none is deleted in the target', async () => {
  await fill(600)
  const [before, target] = [await stage.state(), [...sourceOf('target').all()]]
  expect(before.exports).toEqual([])
  await stage.configure(BAD)
  const bad = await stage.run('hr', 'full-synchronization')
  expect(bad.counters['connector-filtered-remove-mv']).toBe(200)
  expect((await stage.state()).exports.filter(change => change.operation === 'delete')).toHaveLength(200)

  await stage.configure({})
  expect(await stage.undo(bad.run)).toMatchObject({
    status: 'success',
    problem: null,
    counters: { 'object-restored': 200, 'link-restored': 400 },
  })
  expect(await stage.state()).toEqual(before)
  const sent = await stage.run('target', 'export')
  expect(sent).toMatchObject({ status: 'completed-no-objects', counters: {} })
  expect([...sourceOf('target').all()]).toEqual(target)
  await stage.run('hr', 'full-synchronization')
  expect(await stage.state()).toEqual(before)
})

/** The statements that undoing a run takes which deleted so many. */
async function statementsFor(people: number): Promise<number> {
  await stage.reset()
  for (let i = 0; i < people; i++) putPerson(String(i), { room: 'north', ...(i > 0 && { boss: String(i - 1) }) })
  await stage.run('hr', 'full-import')
  await stage.run('hr', 'full-synchronization')
  await stage.configure(BAD)
  const bad = await stage.run('hr', 'full-synchronization')
  await stage.configure({})
  const { statistics } = stage.hub.database
  const first = statistics.statements
  const undone = await stage.undo(bad.run)
  expect(undone.counters).toMatchObject({ 'object-restored': people })
  return statistics.statements - first
}

test('five thousand objects are put back a thousand at a time, with as many statements for each page', async () => {
  const few = await statementsFor(1_000)
  const many = await statementsFor(5_000)
  expect((await stage.state()).objects).toHaveLength(5_000)
  // Two passes of a page each: four pages more, and ids.
  expect((many - few) / 4).toBeLessThan(120)
  expect((many - few) / 4).toBeLessThanOrEqual(few)
}, 120_000)
