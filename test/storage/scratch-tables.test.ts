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

test('no table that a copy has does anything behind the back of whoever writes it, but tell that it grew', async () => {
  const rows = await held.database.query(
    `select tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = 'public'::regnamespace and not t.tgisinternal and relname <> all($1)`,
    [ABSENT_TABLES],
  )
  // Nobody is to hear of what a copy would change.
  expect(rows).toEqual([{ name: 'change_feed_announced' }])
})

test('of every function it is known why no copy needs it', async () => {
  const rows = await held.database.query<{ proname: string }>(
    `select distinct proname from pg_proc where pronamespace = 'public'::regnamespace`,
  )
  // Of the audit log, which no copy has, of the feed, and of the search index, which ABSENT_INDEXES leaves out.
  const known = ['announce_changes', 'audit_append', 'audit_hash', 'audit_refuse', 'search_words']
  expect(rows.map(({ proname }) => proname).sort()).toEqual(known)
})
