import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { ROLES } from '../../src/access/roles.js'
import { verifyApiKey } from '../../src/access/verify-key.js'
import type { Hub } from '../../src/service/hub.js'
import { createKey, keys, revokeKey } from '../../src/service/keys.js'
import { type TestDatabase, testDatabase } from '../support/database.js'

let held: TestDatabase
let hub: Hub

beforeAll(async () => {
  held = await testDatabase()
  // Keys need nothing else of a hub.
  hub = { database: held.database } as Hub
})
afterAll(() => held.drop())
beforeEach(async () => {
  await held.database.query('delete from api_key')
  await held.database.query('delete from audit_event')
})

const administrator = { name: 'local:anna', role: 'administrator' } as const
const prefixOf = (key: string): string => key.split('_')[1] ?? ''
const events = () =>
  held.database.query('select actor, operation, target, outcome, details from audit_event order by id')

test('a key that is made can be used and is listed without its secret', async () => {
  const expiresAt = new Date('2099-12-31T00:00:00Z')
  const first = await createKey(hub, administrator, { name: 'portal', role: 'reader', expiresAt })
  const second = await createKey(hub, administrator, { name: 'night shift', role: 'operator' })
  expect(await verifyApiKey(held.database, first)).toEqual({ name: 'portal', role: 'reader' })
  const list = await keys(hub, administrator)
  const never = { expiresAt: undefined, lastUsedAt: undefined, revokedAt: undefined }
  const createdAt = expect.any(Date)
  expect(list).toEqual([
    { ...never, prefix: prefixOf(first), name: 'portal', role: 'reader', createdAt, expiresAt, lastUsedAt: createdAt },
    { ...never, prefix: prefixOf(second), name: 'night shift', role: 'operator', createdAt },
  ])
  expect(Math.abs((list[0]?.createdAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
})

test('a revoked key stays in the list, and cannot be revoked again', async () => {
  const prefix = prefixOf(await createKey(hub, administrator, { name: 'portal', role: 'reader' }))
  await revokeKey(hub, administrator, prefix)
  expect(await keys(hub, administrator)).toEqual([expect.objectContaining({ prefix, revokedAt: expect.any(Date) })])
  const again = revokeKey(hub, administrator, prefix)
  await expect(again).rejects.toMatchObject({ problem: { code: 'request.not-found' } })
})

test('what is done to keys is on record, and no secret is', async () => {
  const expiresAt = new Date('2099-12-31T00:00:00Z')
  const key = await createKey(hub, administrator, { name: 'portal', role: 'reader', expiresAt })
  await revokeKey(hub, administrator, prefixOf(key))
  await revokeKey(hub, administrator, 'nobody').catch(() => undefined)
  await createKey(hub, administrator, { name: ' ', role: 'reader' }).catch(() => undefined)
  const details = { role: 'reader', expiresAt: '2099-12-31T00:00:00.000Z' }
  const actor = 'local:anna'
  expect(await events()).toEqual([
    { actor, operation: 'create-key', target: 'portal', outcome: 'done', details },
    { actor, operation: 'revoke-key', target: prefixOf(key), outcome: 'done', details: {} },
    { actor, operation: 'revoke-key', target: 'nobody', outcome: 'refused: request.not-found', details: {} },
    { actor, operation: 'create-key', target: ' ', outcome: 'refused: request.invalid', details: { role: 'reader' } },
  ])
  expect(JSON.stringify(await events())).not.toContain(key.slice(-43))
})

describe.each(ROLES.filter(role => role !== 'administrator'))('the role %s', role => {
  const actor = { name: 'somebody', role }
  const denied = { problem: { code: 'access.denied' } }

  test('neither lists, makes nor revokes keys, and the attempts are on record', async () => {
    const prefix = prefixOf(await createKey(hub, administrator, { name: 'portal', role: 'reader' }))
    await expect(keys(hub, actor)).rejects.toMatchObject(denied)
    await expect(createKey(hub, actor, { name: 'mine', role: 'administrator' })).rejects.toMatchObject(denied)
    await expect(revokeKey(hub, actor, prefix)).rejects.toMatchObject(denied)
    expect(await keys(hub, administrator)).toEqual([expect.objectContaining({ prefix, revokedAt: undefined })])
    expect((await events()).slice(1)).toEqual([
      expect.objectContaining({ actor: 'somebody', operation: 'create-key', target: 'mine', outcome: 'denied' }),
      expect.objectContaining({ actor: 'somebody', operation: 'revoke-key', target: prefix, outcome: 'denied' }),
    ])
  })
})
