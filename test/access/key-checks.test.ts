import * as crypto from 'node:crypto'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { type TestDatabase, testDatabase } from '../support/database.js'

/** What has been hashed and compared since it was last looked at. */
const work = { hashed: [] as string[], compared: [] as number[][] }

jest.unstable_mockModule('node:crypto', () => ({
  ...crypto,
  hash: (algorithm: string, data: string, encoding: crypto.BinaryToTextEncoding) => {
    work.hashed.push(`${algorithm} of ${data.length}`)
    return crypto.hash(algorithm, data, encoding)
  },
  timingSafeEqual: (a: Buffer, b: Buffer) => {
    work.compared.push([a.length, b.length])
    return crypto.timingSafeEqual(a, b)
  },
}))
const { createApiKey, revokeApiKey } = await import('../../src/access/create-key.js')
const { verifyApiKey } = await import('../../src/access/verify-key.js')

let held: TestDatabase
let key: string

beforeAll(async () => {
  held = await testDatabase()
  key = await createApiKey(held.database, { name: 'a portal', scopes: ['reader'] })
})
afterAll(() => held.drop())

const prefixOf = (text: string): string => text.slice(4, 14)

/** What it takes to refuse a key. */
async function refusalOf(text: string): Promise<object> {
  const { statistics } = held.database
  const before = statistics.statements
  work.hashed = []
  work.compared = []
  expect(await verifyApiKey(held.database, text)).toBeUndefined()
  return { ...work, statements: statistics.statements - before }
}

async function ended(how: 'revoked' | 'expired'): Promise<string> {
  const expiresAt = new Date(Date.now() + (how === 'expired' ? -1_000 : 60_000))
  const made = await createApiKey(held.database, { name: how, scopes: ['reader'], expiresAt })
  if (how === 'revoked') await revokeApiKey(held.database, prefixOf(made))
  return made
}

test.each<[string, () => string | Promise<string>]>([
  ['an unknown prefix', () => key.replace(prefixOf(key), '0123456789')],
  ['a right prefix, and a secret of which all is wrong', () => `${key.slice(0, 15)}${'-'.repeat(43)}`],
  [
    'a right prefix, and a secret of which the last letter is wrong',
    () => key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A'),
  ],
  ['the right secret of another prefix', async () => `${(await ended('expired')).slice(0, 15)}${key.slice(15)}`],
  ['a revoked key', () => ended('revoked')],
  ['an expired key', () => ended('expired')],
])('%s takes the same work: one statement, two hashes, one comparison of digests in constant time', async (_, make) => {
  const wrong = await make()
  for (let times = 0; times < 2; times++)
    expect(await refusalOf(wrong)).toEqual({
      hashed: ['sha256 of 58', 'sha256 of 43'],
      compared: [[32, 32]],
      statements: 1,
    })
})

// Whoever sends it knows the form, and learns nothing else.
test('what has not the form of a key takes no work at all', async () => {
  for (const text of ['', 'x', key.slice(0, -1), `${key}x`, key.toUpperCase(), key.replaceAll('_', '-'), `${key}\n`])
    expect(await refusalOf(text)).toEqual({ hashed: [], compared: [], statements: 0 })
})
