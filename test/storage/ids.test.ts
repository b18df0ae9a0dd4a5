import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Database } from '../../src/storage/database.js'
import { createIdSources } from '../../src/storage/ids.js'
import { testDatabase } from '../support/database.js'

let database: Database
let drop: () => Promise<void>
beforeAll(async () => {
  ;({ database, drop } = await testDatabase())
})
afterAll(() => drop?.())

const taken = (next: () => number, count: number): number[] => Array.from({ length: count }, next)

test('what one run has fetched no other run uses up, and no id is given twice', async () => {
  const sources = createIdSources()
  const [deciding, importing] = [sources.borrow(), sources.borrow()]
  await deciding.ensure(database, 1_500)
  const imported = await importing.take(database, 1_700)
  const decided = taken(deciding.next, 1_500)
  expect(new Set([...imported, ...decided]).size).toBe(3_200)
})

test('what a run has left over the next one uses', async () => {
  const sources = createIdSources()
  const one = async (): Promise<number | undefined> => {
    using source = sources.borrow()
    return (await source.take(database, 1))[0]
  }
  const first = await one()
  expect(await one()).toBe((first ?? 0) + 1)
})
