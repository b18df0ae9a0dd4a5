import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { audited } from '../../src/access/audit.js'
import { ProblemError } from '../../src/model/problem.js'
import { type TestDatabase, testDatabase } from '../support/database.js'
import { deedsSince } from '../support/deeds.js'

let held: TestDatabase

beforeAll(async () => {
  held = await testDatabase()
})
afterAll(() => held.drop())
let events: Awaited<ReturnType<typeof deedsSince>>
beforeEach(async () => {
  events = await deedsSince(held.database)
})

const operator = { name: 'night shift', roles: ['operator'] } as const
const deed = { operation: 'start-run', target: 'hr/full', details: { profile: 'full' } } as const

test('what was done is told with who, what and how it ended', async () => {
  expect(await audited(held.database, operator, deed, async () => 7)).toBe(7)
  const row = {
    actor: 'night shift',
    operation: 'start-run',
    target: 'hr/full',
    outcome: 'done',
    details: { profile: 'full' },
  }
  expect(await events()).toEqual([row])
})

test.each([
  ['denied', { name: 'x', roles: ['reader'] } as const, async () => 7],
  [
    'refused: request.not-found',
    operator,
    async () => {
      throw new ProblemError({ code: 'request.not-found', message: 'none' })
    },
  ],
  [
    'failed',
    operator,
    async () => {
      throw new Error('a bug')
    },
  ],
])('%s', async (outcome, actor, work) => {
  await expect(audited(held.database, actor, deed, work)).rejects.toThrow()
  expect(await events()).toEqual([expect.objectContaining({ outcome, actor: actor.name })])
})

test('nothing is done without the right to it', async () => {
  let done = false
  const work = async (): Promise<void> => {
    done = true
  }
  await expect(audited(held.database, { name: 'x', roles: ['joiner'] }, deed, work)).rejects.toThrow(
    'does not include start-run',
  )
  expect(done).toBe(false)
})

test('it is on record before it is begun', async () => {
  await audited(held.database, operator, deed, async () => {
    expect(await events()).toEqual([expect.objectContaining({ outcome: 'started' })])
  })
})

test('what the work notes is told, too, and stays as it was for the work', async () => {
  const result = { after: { object: undefined } }
  const done = await audited(held.database, operator, deed, async note => {
    note(result)
    return result
  })
  expect(done.after.object).toBeUndefined()
  expect(await events()).toEqual([
    expect.objectContaining({ outcome: 'done', details: { profile: 'full', after: { object: null } } }),
  ])
})
