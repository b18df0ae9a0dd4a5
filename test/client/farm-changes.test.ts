import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { createClient, FarmChangesDocument, FarmPlaceDocument, FarmProfilesDocument } from '../../src/client/index.js'
import { type FarmWorld, farmWorld, INTRANET } from '../graphql/farm-world.js'
import { until } from '../graphql/live-world.js'
import { ways } from './ways.js'

let held: FarmWorld
const { way, block } = ways(() => held)

beforeAll(async () => {
  held = await farmWorld()
})
afterAll(() => held.close())
afterEach(block)

test('a portal that reads all profiles and then follows has what the farm has, however often the way is cut', async () => {
  const { url, cut, connections } = await way()
  const client = createClient({ url, key: await held.key(INTRANET) })
  const names = new Map<string, string | undefined>()
  const keep = ({ id, properties }: { id: string; properties: readonly { values: readonly string[] }[] }): void =>
    void names.set(id, properties[0]?.values[0])
  const { cursor: after } = (await client.request(FarmPlaceDocument)).farm.changes
  for await (const each of client.each(FarmProfilesDocument, { first: 20 }, ({ farm }) => farm.profiles)) keep(each)
  const cursors: string[] = []
  const ending = new AbortController()
  const following = (async () => {
    for await (const { farmChanges } of client.subscribe(FarmChangesDocument, { after }, { signal: ending.signal })) {
      if (!('id' in farmChanges)) continue
      cursors.push(farmChanges.cursor)
      if (farmChanges.profile == null) names.delete(farmChanges.id)
      else keep(farmChanges.profile)
      if (cursors.length % 2 === 0) cut()
    }
  })()
  for (let i = 0; i < 4; i++) {
    held.put(i, { cn: [`New ${i}`] })
    held.put(5 + i, { floor: ['4'], cn: [`Gone ${i}`] })
    held.put(9, { floor: [String(i % 2 === 0 ? 1 : 4)] })
    await held.synchronize()
  }
  const expected = new Map<string, string | undefined>()
  for await (const { id, properties } of client.each(FarmProfilesDocument, {}, ({ farm }) => farm.profiles))
    expected.set(id, properties[0]?.values[0])
  const same = (): boolean => JSON.stringify([...names].sort()) === JSON.stringify([...expected].sort())
  await until(same, () => [names.size, expected.size])
  expect([...names.values()]).toContain('New 3')
  expect([...names.values()].filter(name => name?.startsWith('Gone'))).toEqual([])
  expect(connections()).toBeGreaterThan(3)
  expect(new Set(cursors).size).toBe(cursors.length)
  ending.abort()
  await following
})
