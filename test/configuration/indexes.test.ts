import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { ensureConfiguredIndexes } from '../../src/configuration/apply.js'
import { type TestDatabase, testDatabase } from '../support/database.js'
import { checked, GOOD, onDatabase } from './support.js'

let held: TestDatabase
const { rows, apply } = onDatabase(() => held)

beforeAll(async () => {
  held = await testDatabase()
})
afterAll(() => held.drop())

describe('indexed attributes', () => {
  const INDEXED = GOOD.replace('badgeNumber: string', 'badgeNumber: { type: string, indexed: true }')
  const keys = async () =>
    (await rows<{ id: number; keys: unknown }>('select id, keys from metaverse_object order by id')).map(
      each => each.keys,
    )

  test('get the keys of objects that exist before their index is relied on', async () => {
    await apply(GOOD)
    await rows(`insert into metaverse_object (id, type, attributes, keys) values
      (1, 'person', '{"badgeNumber": ["AÜ-1"], "mail": ["A@x"]}', '{"mail": ["a@x"]}'),
      (2, 'person', '{"mail": ["B@x"]}', '{"mail": ["b@x"], "badgeNumber": ["stale"]}')`)
    await apply(INDEXED)
    expect(await keys()).toEqual([{ mail: ['a@x'], badgeNumber: ['aü-1'] }, { mail: ['b@x'] }])
    expect(await rows("select 1 as found from pg_class where relname = 'metaverse_key_badgeNumber'")).toHaveLength(1)
  })

  test('are found by their index', async () => {
    await apply(INDEXED)
    const plan = await held.database.transaction(async session => {
      await session.query('set local enable_seqscan = off')
      return session.query<{ 'QUERY PLAN': string }>(
        `explain select id from metaverse_object where ((keys -> 'badgeNumber') ->> 0) collate "C" = 'aü-1'`,
      )
    })
    expect(plan.map(each => each['QUERY PLAN']).join('\n')).toContain('metaverse_key_badgeNumber')
  })

  test('that are no longer indexed lose their index, and what was cut off is made up for', async () => {
    await apply(GOOD)
    expect(await rows("select 1 from pg_class where relname = 'metaverse_key_badgeNumber'")).toEqual([])
    await rows('drop index "metaverse_key_mail"')
    await rows(`update metaverse_object set keys = '{}' where id = 2`)
    expect(await ensureConfiguredIndexes(held.database, checked(GOOD).document)).toEqual(['mail'])
    expect((await keys())[1]).toEqual({ mail: ['b@x'] })
    expect(await ensureConfiguredIndexes(held.database, checked(GOOD).document)).toEqual([])
  })

  test('are made once when several processes start at once', async () => {
    await rows('drop index "metaverse_key_mail", "metaverse_key_uid"')
    const ensure = () => ensureConfiguredIndexes(held.database, checked(GOOD).document)
    expect((await Promise.all([ensure(), ensure(), ensure()])).flat().sort()).toEqual(['mail', 'uid'])
    expect(await rows('select 1 from pg_index where not indisvalid')).toEqual([])
  })

  test('are waited for without a transaction, for whose end the making of an index would wait', async () => {
    const maker = await held.database.pool.connect()
    try {
      await maker.query('select pg_advisory_lock(4829503)')
      let isOver = false
      const waiting = ensureConfiguredIndexes(held.database, checked(GOOD).document).finally(() => {
        isOver = true
      })
      await setTimeout(300)
      expect(
        await rows(`select 1 from pg_stat_activity where datname = current_database() and state like 'idle in %'`),
      ).toEqual([])
      expect(isOver).toBe(false)
      await maker.query('select pg_advisory_unlock(4829503)')
      expect(await waiting).toEqual([])
    } finally {
      maker.release(true)
    }
  })
})
