import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { ABSENT_TABLES, COPIED_TABLES, EMPTY_TABLES } from '../../src/storage/what-if/scratch-tables.js'
import { type TestDatabase, testDatabase } from '../support/database.js'

let held: TestDatabase
beforeAll(async () => {
  held = await testDatabase()
})
afterAll(() => held.drop())

test('for every table it is said whether a what-if copies it, has it empty, or does without', async () => {
  const rows = await held.database.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`,
  )
  const said = [...COPIED_TABLES, ...EMPTY_TABLES, ...ABSENT_TABLES]
  expect(rows.map(row => row.name).sort()).toEqual([...said].sort())
})

test('no table does anything behind the back of whoever writes it: a copy would not', async () => {
  const rows = await held.database.query(
    `select tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
     union all select proname from pg_proc where pronamespace = 'public'::regnamespace`,
  )
  expect(rows).toEqual([])
})
