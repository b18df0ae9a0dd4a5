import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { StepType } from '../../../src/model/step.js'
import { empty } from '../../reference-model/engine/empty.js'
import { type StepResult, type TestHub, testHub } from '../../support/hub.js'
import { type HubState, stateOf, undo } from './support.js'
import {
  AGENTS,
  type Agent,
  documentOf,
  PLAIN,
  putBadge,
  putGroup,
  putPerson,
  sourceOf,
  type Variant,
} from './world.js'

let hub: TestHub
beforeAll(async () => {
  hub = await testHub(documentOf(PLAIN))
})
afterAll(() => hub.drop())
beforeEach(async () => {
  for (const agent of AGENTS) sourceOf(agent).reset()
  await empty(hub.database)
  await hub.database.query(
    'truncate link_past, metaverse_reference_past, deferred_deletion, undo_object, resynchronization',
  )
  await hub.apply(documentOf(PLAIN))
})

const run = async (agent: Agent, step: StepType): Promise<StepResult> => {
  const result = await hub.run(agent, { type: step, deletionLimit: null, deletionPercent: null })
  expect([result.status, result.problem]).toEqual([expect.stringMatching(/^(success|completed-)/), null])
  return result
}
const state = (): Promise<HubState> => stateOf(hub.database)
const configure = (change: Partial<Variant>): Promise<void> => hub.apply(documentOf({ ...PLAIN, ...change }))

/** Twelve people with bosses and rooms, half of them with badges, and a group; all of it exported and confirmed. */
async function fill(exported = true): Promise<void> {
  for (let i = 0; i < 12; i++) putPerson(String(i), { room: `r${i % 3}`, ...(i > 0 && { boss: String(i - 1) }) })
  for (let i = 0; i < 6; i++) putBadge(`B${i}`, String(i), 'b')
  putGroup('g', ['0', '1', '2', '3'])
  for (const agent of ['hr', 'badges'] as const) {
    await run(agent, 'full-import')
    await run(agent, 'full-synchronization')
  }
  if (!exported) return
  await run('target', 'export')
  await run('target', 'full-import')
  await run('target', 'full-synchronization')
}

describe.each(['make-normal-disconnector', 'make-explicit-disconnector', 'delete-object'] as const)(
  'with %s',
  deprovisioning => {
    test.each([true, false])(
      'a filter that disconnects and deletes is as if it had never been (exported: %s)',
      async exported => {
        await configure({ deprovisioning })
        await fill(exported)
        const before = await state()
        await configure({ deprovisioning, filtered: 'r1', deletion: { when: 'any-connector', of: ['hr'] } })
        const bad = await run('hr', 'full-synchronization')
        expect(bad.counters['connector-filtered-remove-mv']).toBe(4)
        const after = await state()
        expect(after.objects).toHaveLength(before.objects.length - 4)
        await configure({ deprovisioning })
        const undone = await undo(hub.database, bad.run)
        expect(undone).toMatchObject({ status: 'success', problem: null, counters: { 'object-restored': 4 } })
        expect(await state()).toEqual(before)
        await configure({ deprovisioning, filtered: 'r1', deletion: { when: 'any-connector', of: ['hr'] } })
        expect(await undo(hub.database, undone.run)).toMatchObject({
          status: 'success',
          counters: { 'object-deleted': 4 },
        })
        expect(await state()).toEqual(after)
      },
    )
  },
)

test('a projection is taken back: objects go, who had them is what it was', async () => {
  putPerson('0')
  await run('hr', 'full-import')
  await run('hr', 'full-synchronization')
  putPerson('1', { boss: '0' })
  putPerson('0', { name: 'Zero', boss: '1' })
  await run('hr', 'delta-import')
  const before = await state()
  const made = await run('hr', 'delta-synchronization')
  const after = await state()
  expect(after.objects).toHaveLength(2)
  const undone = await undo(hub.database, made.run)
  expect(undone.counters).toMatchObject({ 'object-deleted': 1, 'object-changed-back': 1 })
  expect(await state()).toEqual(before)
  await undo(hub.database, undone.run)
  expect(await state()).toEqual(after)
})

test('a join is taken back with what it gave', async () => {
  await fill()
  putBadge('B7', '7', 'b')
  await run('badges', 'delta-import')
  const before = await state()
  const joined = await run('badges', 'delta-synchronization')
  expect(joined.counters['disconnector-joined-flow']).toBe(1)
  const undone = await undo(hub.database, joined.run)
  expect(undone.counters).toMatchObject({ 'link-undone': 1, 'object-changed-back': 1 })
  expect(await state()).toEqual(before)
})
