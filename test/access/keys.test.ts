import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { createApiKey, revokeApiKey } from '../../src/access/create-key.js'
import { ensureAdministratorKey } from '../../src/access/ensure-administrator.js'
import { verifyApiKey } from '../../src/access/verify-key.js'
import { type TestDatabase, testDatabase } from '../support/database.js'

let held: TestDatabase

beforeAll(async () => {
  held = await testDatabase()
})
afterAll(() => held.drop())
beforeEach(async () => {
  jest.useRealTimers()
  await held.database.query('delete from api_key')
})

const prefixOf = (key: string): string => key.split('_')[1] ?? ''

test('a key names its holder and role, and only as a whole', async () => {
  const { database } = held
  const key = await createApiKey(database, { name: 'portal', scopes: ['reader'] })
  expect(key).toMatch(/^hub_[0-9a-f]{10}_[A-Za-z0-9_-]{43}$/)
  expect((await verifyApiKey(database, key))?.actor).toEqual({ name: 'portal', roles: ['reader'] })
  const last = key.endsWith('A') ? 'B' : 'A'
  for (const wrong of ['', 'hub_', key.slice(0, -1), key.slice(0, -1) + last, `${key}x`, ` ${key}`, prefixOf(key)]) {
    expect((await verifyApiKey(database, wrong))?.actor).toBeUndefined()
  }
  const other = await createApiKey(database, { name: 'other', scopes: ['administrator'] })
  const mixed = `hub_${prefixOf(other)}_${key.slice(-43)}`
  expect((await verifyApiKey(database, mixed))?.actor).toBeUndefined()
})

test('the database keeps no secret', async () => {
  const key = await createApiKey(held.database, { name: 'portal', scopes: ['reader'] })
  const [row] = await held.database.query('select row_to_json(k)::text as text from api_key k')
  expect(String(row?.text)).not.toContain(key.slice(-43))
})

test('an expired key ends at its time, although it was verified just before', async () => {
  const { database } = held
  const gone = await createApiKey(database, { name: 'x', scopes: ['reader'], expiresAt: new Date(Date.now() - 1) })
  expect((await verifyApiKey(database, gone))?.actor).toBeUndefined()
  const soon = await createApiKey(database, { name: 'y', scopes: ['reader'], expiresAt: new Date(Date.now() + 400) })
  expect((await verifyApiKey(database, soon))?.actor).toBeDefined()
  await new Promise(done => setTimeout(done, 450))
  expect((await verifyApiKey(database, soon))?.actor).toBeUndefined()
})

test('a revoked key is refused within seconds', async () => {
  const { database } = held
  const key = await createApiKey(database, { name: 'portal', scopes: ['reader'] })
  expect((await verifyApiKey(database, key))?.actor).toBeDefined()
  expect(await revokeApiKey(database, prefixOf(key))).toBe(true)
  expect(await revokeApiKey(database, prefixOf(key))).toBe(false)
  const later = Date.now() + 3_100
  jest.spyOn(Date, 'now').mockReturnValue(later)
  expect((await verifyApiKey(database, key))?.actor).toBeUndefined()
  jest.restoreAllMocks()
})

test('a verified key costs no statement for a moment, and its use is noted once a minute', async () => {
  const { database } = held
  const key = await createApiKey(database, { name: 'portal', scopes: ['reader'] })
  await verifyApiKey(database, key)
  const before = database.statistics.statements
  for (let i = 0; i < 20; i++) await verifyApiKey(database, key)
  expect(database.statistics.statements).toBe(before)
  const used = async (): Promise<unknown> => (await database.query('select last_used_at from api_key'))[0]?.last_used_at
  const first = await used()
  expect(first).toMatch(/^2/)
  const now = Date.now()
  const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 30_000)
  await verifyApiKey(database, key)
  expect(await used()).toEqual(first)
  clock.mockReturnValue(now + 70_000)
  await verifyApiKey(database, key)
  expect(await used()).not.toEqual(first)
  jest.restoreAllMocks()
})

test('ten hubs that start at once make one administrator key, and it is answered once', async () => {
  const { database } = held
  const answers = await Promise.all(Array.from({ length: 10 }, () => ensureAdministratorKey(database)))
  const keys = answers.filter(answer => answer !== undefined)
  expect(keys).toHaveLength(1)
  expect((await verifyApiKey(database, keys[0] as string))?.actor).toEqual({
    name: 'administrator',
    roles: ['administrator'],
  })
  expect(await ensureAdministratorKey(database)).toBeUndefined()
})
