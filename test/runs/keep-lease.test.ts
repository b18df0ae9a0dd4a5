import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { keepLease } from '../../src/runs/keep-lease.js'
import type { Transaction } from '../../src/storage/database.js'
import { takeLease } from '../../src/storage/lease.js'
import { createRun } from '../../src/storage/runs/create-run.js'
import { type TestHub, testHub } from '../support/hub.js'
import { eventually } from './crew.js'

let hub: TestHub
beforeAll(async () => {
  hub = await testHub({ version: 1, agents: {} })
})
afterAll(() => hub?.drop())

const lease = { name: 'agent:1', holder: 'somebody' }
const keep = (controller: AbortController, run = 1) =>
  keepLease(hub.database, { lease, run, controller, isWanted: async () => true })

/** As a batch that is being written does. */
const whileWritten = <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> =>
  hub.database.transaction(async transaction => {
    await transaction.query('select from lease where name = $1 for update', [lease.name])
    return work(transaction)
  })

test('while a batch is written for long, no beat of its lease waits for it with a connection', async () => {
  const controller = new AbortController()
  await using _kept = await keep(controller)
  const waiting = await whileWritten(async transaction => {
    await sleep(2_500)
    return transaction.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
  })
  expect(waiting).toEqual([])
})

test('a lease whose batch is being written is nobody else’s, even if it seems to have run out, and whoever asks hears so at once', async () => {
  await using _kept = await keep(new AbortController())
  await hub.database.query(`update lease set until = now() - interval '1 hour'`)
  await whileWritten(async () => {
    expect(await takeLease(hub.database, { ...lease, holder: 'another' })).toBe(false)
  })
})

test('a lease is taken by one of many: a free one, one that has run out, and again by who has it', async () => {
  const { database } = hub
  const ask = async () =>
    (await Promise.all(Array.from({ length: 8 }, (_, i) => takeLease(database, { name: 'x', holder: `${i}` })))).filter(
      taken => taken,
    )
  expect(await ask()).toHaveLength(1)
  expect(await ask()).toHaveLength(1)
  await database.query(`update lease set holder = 'gone', until = now() - interval '1 second' where name = 'x'`)
  expect(await ask()).toHaveLength(1)
})

test.each([
  ['has lost its lease', `update lease set holder = 'another' where name = 'agent:1'`, 'stopped-server'],
  ['is to be cancelled', 'update run set cancel_requested = true', 'stopped-user-termination-from-wmi-or-ui'],
  ['was ended by another worker', 'update run set ended_at = now()', 'stopped-server'],
])('a run that %s is told so by the next beat', async (_what, happens, status) => {
  const { database } = hub
  await database.query('truncate run cascade')
  const run = await database.transaction(transaction =>
    createRun(transaction, { agent: { id: 1, name: 'one' }, profile: 'x', steps: [], requestedBy: 'test' }),
  )
  const controller = new AbortController()
  await database.query('delete from lease')
  await using _kept = await keep(controller, run)
  await database.query(happens)
  await eventually(async () => (controller.signal.aborted ? true : undefined))
  expect(controller.signal.reason).toMatchObject({ status })
})
