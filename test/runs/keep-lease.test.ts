import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { keepLease } from '../../src/runs/keep-lease.js'
import { type TestHub, testHub } from '../support/hub.js'

let hub: TestHub
beforeAll(async () => {
  hub = await testHub({ version: 1, agents: {} })
})
afterAll(() => hub?.drop())

test('while a batch is written for long, the beats of its lease do not take up one connection after the other', async () => {
  const { database } = hub
  const lease = { name: 'agent:1', holder: 'somebody' }
  const controller = new AbortController()
  await using _kept = await keepLease(database, { lease, run: 1, controller, isWanted: async () => true })
  const waiting = await database.transaction(async transaction => {
    await transaction.query('select from lease where name = $1 for update', [lease.name])
    await sleep(3_500)
    return transaction.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
  })
  expect(waiting).toHaveLength(1)
})
