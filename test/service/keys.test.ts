import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Actor } from '../../src/access/actor.js'
import { ROLES } from '../../src/access/roles.js'
import { verifyApiKey } from '../../src/access/verify-key.js'
import type { Hub } from '../../src/service/hub.js'
import { createKey, listedKeys, revokeKey, rotateKey } from '../../src/service/keys.js'
import { type TestDatabase, testDatabase } from '../support/database.js'
import { deedsSince } from '../support/deeds.js'

let held: TestDatabase
let hub: Hub
let events: Awaited<ReturnType<typeof deedsSince>>

beforeAll(async () => {
  held = await testDatabase()
  // Keys need nothing else of a hub.
  hub = { database: held.database } as Hub
})
afterAll(() => held.drop())
beforeEach(async () => {
  await held.database.query('delete from api_key')
  events = await deedsSince(held.database)
})

const administrator = { name: 'local:anna', roles: ['administrator'] } as const
const prefixOf = (key: string): string => key.split('_')[1] ?? ''
const keys = async (hub: Hub, actor: Actor) =>
  (await listedKeys(hub, actor, { limit: 100, backwards: false })).rows.map(({ id: _, ...key }) => key)

test('a key that is made can be used and is listed without its secret', async () => {
  const expiresAt = new Date('2099-12-31T00:00:00Z')
  const first = await createKey(hub, administrator, { name: 'portal', scopes: ['reader'], expiresAt })
  const second = await createKey(hub, administrator, { name: 'night shift', scopes: ['operator'] })
  expect((await verifyApiKey(held.database, first))?.actor).toEqual({ name: 'portal', roles: ['reader'] })
  const list = await keys(hub, administrator)
  const never = { expiresAt: undefined, lastUsedAt: undefined, revokedAt: undefined }
  const createdAt = expect.any(Date)
  expect(list).toEqual([
    {
      ...never,
      prefix: prefixOf(first),
      name: 'portal',
      scopes: ['reader'],
      createdAt,
      expiresAt,
      lastUsedAt: createdAt,
    },
    { ...never, prefix: prefixOf(second), name: 'night shift', scopes: ['operator'], createdAt },
  ])
  expect(Math.abs((list[0]?.createdAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
})

test('thousands who come with one key at the same moment are looked up once', async () => {
  const key = await createKey(hub, administrator, { name: 'crowd', scopes: ['reader'] })
  const { statistics } = held.database
  const before = statistics.statements
  const found = await Promise.all(Array.from({ length: 1_000 }, () => verifyApiKey(held.database, key)))
  expect(new Set(found.map(identity => identity?.actor.name))).toEqual(new Set(['crowd']))
  expect(statistics.statements - before).toBeLessThan(5)
})

test('a revoked key stays in the list, and cannot be revoked again', async () => {
  const prefix = prefixOf(await createKey(hub, administrator, { name: 'portal', scopes: ['reader'] }))
  await revokeKey(hub, administrator, prefix)
  expect(await keys(hub, administrator)).toEqual([expect.objectContaining({ prefix, revokedAt: expect.any(Date) })])
  const again = revokeKey(hub, administrator, prefix)
  await expect(again).rejects.toMatchObject({ problem: { code: 'request.not-found' } })
})

test('what is done to keys is on record, and no secret is', async () => {
  const expiresAt = new Date('2099-12-31T00:00:00Z')
  const key = await createKey(hub, administrator, { name: 'portal', scopes: ['reader'], expiresAt })
  await revokeKey(hub, administrator, prefixOf(key))
  await revokeKey(hub, administrator, 'nobody').catch(() => undefined)
  await createKey(hub, administrator, { name: ' ', scopes: ['reader'] }).catch(() => undefined)
  const details = { scopes: ['reader'], expiresAt: '2099-12-31T00:00:00.000Z' }
  const actor = 'local:anna'
  expect(await events()).toEqual([
    { actor, operation: 'create-key', target: 'portal', outcome: 'done', details },
    { actor, operation: 'revoke-key', target: prefixOf(key), outcome: 'done', details: {} },
    { actor, operation: 'revoke-key', target: 'nobody', outcome: 'refused: request.not-found', details: {} },
    {
      actor,
      operation: 'create-key',
      target: ' ',
      outcome: 'refused: request.invalid',
      details: { scopes: ['reader'] },
    },
  ])
  expect(JSON.stringify(await events())).not.toContain(key.slice(-43))
})

test('a key that is rotated goes on under another secret, and ends when its users had time to change over', async () => {
  const expiresAt = new Date('2099-12-31T00:00:00Z')
  const old = await createKey(hub, administrator, { name: 'portal', scopes: ['reader'], expiresAt })
  const next = await rotateKey(hub, administrator, prefixOf(old), 1)
  expect(next).not.toBe(old)
  for (const key of [old, next])
    expect((await verifyApiKey(held.database, key))?.actor).toEqual({ name: 'portal', roles: ['reader'] })
  const [before, after] = await keys(hub, administrator)
  expect(after).toMatchObject({ name: 'portal', scopes: ['reader'], expiresAt })
  expect(Math.abs((before?.expiresAt?.getTime() ?? 0) - Date.now() - 3_600_000)).toBeLessThan(60_000)
  await rotateKey(hub, administrator, prefixOf(next), 0)
  const gone = rotateKey(hub, administrator, prefixOf(next), 0)
  await expect(gone).rejects.toMatchObject({ problem: { code: 'request.not-found' } })
  const endless = rotateKey(hub, administrator, prefixOf(old), 10_000)
  await expect(endless).rejects.toMatchObject({ problem: { code: 'request.invalid' } })
})

test.each([[[]], [['captain']], [['farm:']], [['reader', 'captain']]])('the scopes %j make no key', async scopes => {
  const refused = createKey(hub, administrator, { name: 'portal', scopes })
  await expect(refused).rejects.toMatchObject({ problem: { code: 'request.invalid' } })
  expect(await keys(hub, administrator)).toEqual([])
})

describe.each(ROLES.filter(role => role !== 'administrator'))('the role %s', role => {
  const actor = { name: 'somebody', roles: [role] }
  const denied = { problem: { code: 'access.denied' } }

  test('neither lists, makes nor revokes keys, and the attempts are on record', async () => {
    const prefix = prefixOf(await createKey(hub, administrator, { name: 'portal', scopes: ['reader'] }))
    await expect(keys(hub, actor)).rejects.toMatchObject(denied)
    await expect(createKey(hub, actor, { name: 'mine', scopes: ['administrator'] })).rejects.toMatchObject(denied)
    await expect(revokeKey(hub, actor, prefix)).rejects.toMatchObject(denied)
    expect(await keys(hub, administrator)).toEqual([expect.objectContaining({ prefix, revokedAt: undefined })])
    expect((await events()).slice(1)).toEqual([
      expect.objectContaining({ actor: 'somebody', operation: 'create-key', target: 'mine', outcome: 'denied' }),
      expect.objectContaining({ actor: 'somebody', operation: 'revoke-key', target: prefix, outcome: 'denied' }),
    ])
  })
})
