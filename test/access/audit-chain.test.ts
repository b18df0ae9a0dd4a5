import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { audited } from '../../src/access/audit.js'
import { verifyAudit } from '../../src/service/audit.js'
import type { Hub } from '../../src/service/hub.js'
import { type TestDatabase, testDatabase } from '../support/database.js'

let held: TestDatabase
let hub: Hub

beforeEach(async () => {
  held = await testDatabase()
  // The audit log needs nothing else of a hub.
  hub = { database: held.database } as Hub
  for (let i = 0; i < 5; i++)
    await audited(held.database, operator, { operation: 'start-run', target: `hr/${i}` }, done)
})
afterEach(() => held.drop())

const operator = { name: 'night shift', roles: ['operator'], origin: '127.0.0.1' } as const
const administrator = { name: 'anna', roles: ['administrator'] } as const
const done = async (): Promise<void> => undefined

/** As somebody would who has taken the database over: the triggers are off. */
async function tamper(statement: string): Promise<void> {
  await held.database.transaction(async transaction => {
    await transaction.query('set local session_replication_role = replica')
    await transaction.query(statement)
  })
}

test('a log that nobody touched is whole', async () => {
  const { events, head, broken, hasEarlierHead } = await verifyAudit(hub, administrator)
  expect([events, broken, hasEarlierHead]).toEqual([10, undefined, undefined])
  expect(head).toMatch(/^[0-9a-f]{64}$/)
})

test.each([['update audit_event set actor = actor'], ['delete from audit_event'], ['truncate audit_event cascade']])(
  '%s is refused',
  async statement => {
    await expect(held.database.query(statement)).rejects.toThrow('only ever appended to')
  },
)

describe('the first event that is not as it was written is told', () => {
  test.each([
    ['another actor', `update audit_event set actor = 'nobody' where id = 4`, 4],
    ['another time', `update audit_event set at = at - interval '1 second' where id = 5`, 5],
    ['another detail', `update audit_event set details = '{"n": 1}' where id = 6`, 6],
    ['another place', `update audit_event set origin = '10.0.0.1' where id = 7`, 7],
    ['one taken out', 'delete from audit_event where id = 8', 9],
    ['the first taken out', 'delete from audit_event where id = 1', 2],
    [
      'one put in',
      `insert into audit_event (id, at, actor, operation, outcome, hash) values (11, now(), 'nobody', 'start-run', 'done', sha256(''))`,
      11,
    ],
  ])('%s', async (_, statement, broken) => {
    await tamper('alter table audit_event drop constraint audit_event_completes_fkey')
    await tamper(statement)
    expect((await verifyAudit(hub, administrator)).broken).toBe(broken)
  })
})

test('events cut off at the end are missed by who kept the head', async () => {
  const { head } = await verifyAudit(hub, administrator)
  expect(await verifyAudit(hub, administrator, head)).toMatchObject({ broken: undefined, hasEarlierHead: true })
  await audited(held.database, operator, { operation: 'start-run', target: 'later' }, done)
  expect(await verifyAudit(hub, administrator, head)).toMatchObject({ hasEarlierHead: true, events: 12 })
  await tamper('delete from audit_event where id > 8')
  expect(await verifyAudit(hub, administrator, head)).toMatchObject({ broken: undefined, hasEarlierHead: false })
  await expect(verifyAudit(hub, administrator, 'no hash')).rejects.toMatchObject({
    problem: { code: 'request.invalid' },
  })
})

test('many at once are numbered without gaps', async () => {
  const deeds = Array.from({ length: 30 }, (_, i) =>
    audited(held.database, operator, { operation: 'start-run', target: `at once ${i}` }, done),
  )
  await Promise.all(deeds)
  expect(await verifyAudit(hub, administrator)).toMatchObject({ events: 70, broken: undefined })
})

test('only an administrator looks at it', async () => {
  await expect(verifyAudit(hub, operator)).rejects.toMatchObject({ problem: { code: 'access.denied' } })
})
