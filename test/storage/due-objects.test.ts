import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { listDue, loadDeferred } from '../../src/storage/sync/deferred.js'
import { type TestDatabase, testDatabase } from '../support/database.js'

let held: TestDatabase
beforeAll(async () => {
  held = await testDatabase()
  await held.database.query(
    `insert into deferred_deletion (object_id, agent_id, due, since) values
       (1, 1, '2026-01-01', '2026-01-01'), (2, 1, '2026-01-01', '2026-01-01'),
       (3, 1, '2026-01-31', '2026-01-01'), (4, 1, '2026-01-30', '2026-01-01'), (5, 1, '2026-03-01', '2026-01-01')`,
  )
  await held.database.query('insert into link (agent_id, entry_id, object_id) values (1, 11, 1), (1, 14, 4)')
})
afterAll(() => held.drop())

const NOW = Date.parse('2026-02-01')

test('who was to go at once and has a connector again is passed over; whose time is up goes, whatever it has', async () => {
  expect(await listDue(held.database, NOW, 10)).toEqual([2, 4, 3])
  expect(await listDue(held.database, NOW, 1)).toEqual([2])
  expect(await listDue(held.database, NOW, 10, [4])).toEqual([2, 3])
})

test('only who was given time waits', async () => {
  expect([...(await loadDeferred(held.database, [1, 2, 3, 5])).keys()].sort()).toEqual([3, 5])
})
