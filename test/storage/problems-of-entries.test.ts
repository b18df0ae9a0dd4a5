import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { findProblemsOf } from '../../src/storage/read/problems.js'
import { type TestDatabase, testDatabase } from '../support/database.js'

let held: TestDatabase

beforeAll(async () => {
  held = await testDatabase()
  const { database } = held
  await database.query(
    `insert into problem (phase, agent_id, entry_id, code, message)
     select 'export', 1 + n % 5, n / 2, 'code-' || n, 'm' from generate_series(2, 20001) n`,
  )
  await database.query('analyze problem')
})
afterAll(() => held.drop())

test('the problems of a page of entries are theirs, whatever the agent', async () => {
  const found = await findProblemsOf(held.database, [7, 4_000, 999_999])
  expect(found.map(each => each.code)).toEqual(['code-14', 'code-15', 'code-8000', 'code-8001'])
})

test('they are found without reading the problems of all', async () => {
  const plan = await held.database.query<{ 'QUERY PLAN': string }>(
    'explain select * from problem where entry_id = any($1)',
    [[7, 4_000, 999_999]],
  )
  expect(plan.map(each => each['QUERY PLAN']).join('\n')).toContain('problem_entry')
})
