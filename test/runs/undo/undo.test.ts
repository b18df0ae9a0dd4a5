import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { openStage, type Stage } from './stage.js'
import { putBadge, putGroup, putPerson, sourceOf } from './world.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.hub.drop())
beforeEach(() => stage.reset())

describe.each(['make-normal-disconnector', 'make-explicit-disconnector', 'delete-object'] as const)(
  'with %s',
  deprovisioning => {
    test.each([true, false])(
      'a filter that disconnects and deletes is as if it had never been (exported: %s)',
      async exported => {
        const bad = { deprovisioning, filtered: 'r1', deletion: { when: 'any-connector', of: ['hr'] } }
        await stage.configure({ deprovisioning })
        await stage.fill(exported)
        const before = await stage.state()
        await stage.configure(bad)
        const run = await stage.run('hr', 'full-synchronization')
        expect(run.counters['connector-filtered-remove-mv']).toBe(4)
        const after = await stage.state()
        expect(after.objects).toHaveLength(before.objects.length - 4)
        await stage.configure({ deprovisioning })
        const undone = await stage.undo(run.run)
        expect(undone).toMatchObject({ status: 'success', problem: null, counters: { 'object-restored': 4 } })
        expect(await stage.state()).toEqual(before)
        await stage.configure(bad)
        expect(await stage.undo(undone.run)).toMatchObject({ status: 'success', counters: { 'object-deleted': 4 } })
        expect(await stage.state()).toEqual(after)
      },
    )

    test('a provisioning rule that took connectors away is as if it had never been', async () => {
      await stage.configure({ deprovisioning })
      await stage.fill()
      const before = await stage.state()
      const bad = { deprovisioning, when: "mv.title == 'r1'" }
      await stage.configure(bad)
      const run = await stage.run('hr', 'full-synchronization')
      expect(run.counters['provisioned-disconnect@target']).toBeGreaterThan(5)
      const after = await stage.state()
      await stage.configure({ deprovisioning })
      const undone = await stage.undo(run.run)
      expect(undone.status).toBe('success')
      expect(await stage.state()).toEqual(before)
      await stage.configure(bad)
      await stage.undo(undone.run)
      expect(await stage.state()).toEqual(after)
    })
  },
)

test('a projection is taken back: objects go, who had them is what it was', async () => {
  putPerson('0')
  await stage.run('hr', 'full-import')
  await stage.run('hr', 'full-synchronization')
  putPerson('1', { boss: '0' })
  putPerson('0', { name: 'Zero', boss: '1' })
  await stage.run('hr', 'delta-import')
  const before = await stage.state()
  const made = await stage.run('hr', 'delta-synchronization')
  const after = await stage.state()
  expect(after.objects).toHaveLength(2)
  const undone = await stage.undo(made.run)
  expect(undone.counters).toMatchObject({ 'object-deleted': 1, 'object-changed-back': 1 })
  expect(await stage.state()).toEqual(before)
  await stage.undo(undone.run)
  expect(await stage.state()).toEqual(after)
})

test('a join is taken back with what it gave', async () => {
  await stage.fill()
  putBadge('B7', '7', 'b')
  await stage.run('badges', 'delta-import')
  const before = await stage.state()
  const joined = await stage.run('badges', 'delta-synchronization')
  expect(joined.counters['disconnector-joined-flow']).toBe(1)
  const undone = await stage.undo(joined.run)
  expect(undone.counters).toMatchObject({ 'link-undone': 1, 'object-changed-back': 1 })
  expect(await stage.state()).toEqual(before)
})

test('members that came and went are members as before', async () => {
  await stage.fill()
  putGroup('g', ['2', '3', '4', '5'])
  await stage.run('hr', 'delta-import')
  const before = await stage.state()
  const run = await stage.run('hr', 'delta-synchronization')
  const after = await stage.state()
  expect(after.references).not.toEqual(before.references)
  expect(after.referenceExports).toHaveLength(4)
  const undone = await stage.undo(run.run)
  expect(undone.counters).toMatchObject({ 'references-changed-back': 1 })
  expect(await stage.state()).toEqual(before)
  await stage.undo(undone.run)
  expect(await stage.state()).toEqual(after)
})

test('what the source deleted is an object again, with the entries that are left', async () => {
  await stage.configure({ deletion: { when: 'any-connector', of: ['hr'] } })
  await stage.fill()
  const before = await stage.state()
  for (const id of ['1', '8']) sourceOf('hr').delete(id)
  await stage.run('hr', 'delta-import')
  const run = await stage.run('hr', 'delta-synchronization')
  expect(run.counters['connector-delete-remove-mv']).toBe(2)
  const undone = await stage.undo(run.run)
  expect(undone).toMatchObject({ status: 'success', counters: { 'object-restored': 2, 'link-lost': 2 } })
  const after = await stage.state()
  expect(after.objects).toEqual(before.objects)
  expect(after.references.map(({ entry, ...row }) => row)).toEqual(before.references.map(({ entry, ...row }) => row))
  expect(after.exports).toEqual(before.exports)
  expect(after.links).toEqual(before.links.filter(({ entry }) => entry !== '1 cn=1' && entry !== '1 cn=8'))
})

test('an object of which no entry is left stays deleted, and it is told', async () => {
  await stage.configure({ when: 'false' })
  putPerson('0')
  await stage.run('hr', 'full-import')
  await stage.run('hr', 'full-synchronization')
  sourceOf('hr').delete('0')
  await stage.run('hr', 'delta-import')
  const run = await stage.run('hr', 'delta-synchronization')
  const undone = await stage.undo(run.run)
  expect(undone).toMatchObject({
    status: 'completed-sync-errors',
    problem: { code: 'undo.incomplete', message: expect.stringContaining('1 objects') },
    counters: { 'undo-failure': 1 },
  })
  expect((await stage.state()).objects).toEqual([])
})
