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

/** Where a change reaches others than those whose rule it is. */
const FAR: readonly (readonly [string, Partial<Choices>, Partial<Choices>])[] = [
  ['who is let in brings objects for others to join', { hrFilter: 'contractors' }, { hrFilter: 'none' }],
  ['another value is what others join by', { adJoin: 'name', hrName: 'none' }, { hrName: 'name' }],
  ['who can be synchronized now is joined by others', { hrMail: 'first' }, { hrMail: 'none' }],
  ['a rank decides what is written back', { portalTitle: 'room', exportRoom: 'nulls' }, { titlePrecedence: 'portal' }],
  ['what was never sent out is', { exportBoss: 'none' }, { exportBoss: 'boss' }],
  ['an object type goes with its flows', { portalTitle: 'room', titlePrecedence: 'portal' }, { portalTitle: 'none' }],
]

describe('a change that reaches far', () => {
  test.each(FAR)('%s', async (_, before, after) => {
    const rules = { ...USUAL, ...before } as Choices
    await hub.apply(documentOf(rules))
    await settle(hub)
    const outcome = await change(hub, documentOf({ ...rules, ...after } as Choices))
    expect(outcome.byDeltas).toEqual(outcome.fully)
    expect(outcome.looked).toBeGreaterThan(0)
  })
})

test('an agent that leaves: others give what it gave', async () => {
  await hub.apply(documentOf({ ...USUAL, titlePrecedence: 'ad', adBoss: 'none' } as Choices))
  await settle(hub)
  const next = documentOf(USUAL) as { agents: Record<string, unknown> }
  const { ad: _, ...agents } = next.agents
  const { requirements, byDeltas, fully } = await change(hub, { ...next, agents, precedence: {} })
  expect(byDeltas).toEqual(fully)
  // Fifteen people are known to both.
  expect(requirements).toMatchObject([
    { agent: 'hr', needs: 'synchronization', entries: 15 },
    { agent: 'portal', needs: 'nothing' },
  ])
})

test('only who can be affected is looked at, and the plan says how many that are', async () => {
  await hub.apply(documentOf(USUAL))
  await settle(hub)
  const outcome = await change(hub, documentOf({ ...USUAL, hrMail: 'none' } as Choices))
  // Every third person has mail.
  expect(outcome.requirements).toEqual([
    { agent: 'hr', needs: 'synchronization', because: ['import of person.otherMailbox changed'], entries: 6 },
    { agent: 'ad', needs: 'nothing', because: [] },
    { agent: 'portal', needs: 'nothing', because: [] },
  ])
  expect(outcome.looked).toBe(6)
  expect(outcome.lookedFully).toBe(57)
})
