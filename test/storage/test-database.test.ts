import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { migrate } from '../../src/storage/migrate.js'
import { type TestDatabase, testDatabase } from '../support/database.js'

let one: TestDatabase
let other: TestDatabase

beforeAll(async () => {
  ;[one, other] = await Promise.all([testDatabase(), testDatabase()])
})

afterAll(() => Promise.all([one.drop(), other.drop()]))

test('every test file has a migrated database of its own', async () => {
  await one.database.query(`insert into rule (name) values ('only here')`)
  expect(await one.database.query('select name from rule')).toEqual([{ name: 'only here' }])
  expect(await other.database.query('select name from rule')).toEqual([])
  expect(await migrate(one.database)).toEqual([])
})
