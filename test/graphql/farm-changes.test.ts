import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type FarmWorld, farmWorld, INTRANET, PROFILE } from './farm-world.js'
import { PEOPLE } from './support.js'

let held: FarmWorld
beforeAll(async () => {
  held = await farmWorld()
})
afterAll(() => held.close())

describe('changes of the profiles of a farm', () => {
  const CHANGES = `query ($after: String, $first: Int) { farm { changes(after: $after, first: $first) { cursor hasMore nodes { id profile ${PROFILE} } } } }`
  let place: string
  /** Other transactions of the server, of whatever database, keep rows waiting: until all that is there may be told. */
  const settled = async (): Promise<void> => {
    for (;;) {
      const [waiting] = await held.hub.database.query(
        'select from change_feed where xact >= pg_snapshot_xmin(pg_current_snapshot()) limit 1',
      )
      if (waiting === undefined) return
      await setTimeout(20)
    }
  }
  const changes = async () => {
    await settled()
    const told = (await held.data(CHANGES, { after: place })).farm.changes
    place = told.cursor
    return told.nodes.map(({ profile }: { profile: { account: string } | null }) => profile?.account ?? null)
  }
  beforeEach(async () => {
    for (let i = 0; i < PEOPLE; i++) held.put(i)
    if (held.hr.objects.has('P100')) held.hr.delete('P100')
    await held.synchronize()
    await settled()
    place = (await held.data(CHANGES)).farm.changes.cursor
  })

  test('are told from a place on, each once, and nothing outside of the view', async () => {
    expect(await changes()).toEqual([])
    held.put(7, { cn: ['Somebody'] })
    held.put(8, { floor: ['3'], cn: ['Person 8'] })
    await held.synchronize()
    held.put(7, { cn: ['Somebody else'] })
    await held.synchronize()
    const before = place
    expect(await changes()).toEqual(['1007'])
    expect(await changes()).toEqual([])
    place = before
    const { nodes } = (await held.data(CHANGES, { after: before })).farm.changes
    expect(nodes[0].profile.properties[0]).toEqual({ name: 'PreferredName', values: ['Somebody else'] })
  })

  test('tell who enters the scope, who leaves it, and who is gone', async () => {
    held.put(7, { floor: ['4'] })
    held.put(9, { floor: ['1'] })
    held.put(100)
    await held.synchronize()
    expect((await changes()).sort()).toEqual(['1009', '1100', null])
    held.hr.delete('P100')
    await held.synchronize()
    expect(await changes()).toEqual([null])
  })

  test('go on page by page', async () => {
    for (let i = 0; i < 20; i++) held.put(i, { cn: [`New ${i}`] })
    await held.synchronize()
    await settled()
    const seen: (string | null)[] = []
    for (let hasMore = true; hasMore; ) {
      const told = (await held.data(CHANGES, { after: place, first: 6 })).farm.changes
      expect(told.nodes.length).toBeLessThanOrEqual(6)
      seen.push(...told.nodes.map(({ profile }: { profile: { account: string } | null }) => profile?.account ?? null))
      ;({ cursor: place, hasMore } = told)
    }
    expect(seen.filter(account => account !== null).sort()).toEqual(
      Array.from({ length: 20 }, (_, i) => String(1000 + i)).filter((_, i) => i % 5 !== 4),
    )
  })

  test('of a transaction that ends later are told later, though they were written first', async () => {
    const { pool } = held.hub.database
    const [early, late] = [await pool.connect(), await pool.connect()]
    const [row] = await held.hub.database.query<{ id: number }>(
      `select id from metaverse_object where attributes->'employeeID'->>0 = '1007'`,
    )
    const write = (client: typeof early) =>
      client.query(
        `insert into change_feed (object_id, object_type, kind, attributes) values ($1, 'person', 'updated', '{displayName}')`,
        [row?.id],
      )
    try {
      await late.query('begin')
      await early.query('begin')
      // The older transaction writes after the younger one, and ends first.
      await late.query('select pg_current_xact_id()')
      await early.query('select pg_current_xact_id()')
      await write(early)
      await write(late)
      await late.query('commit')
      expect(await changes()).toEqual(['1007'])
      await early.query('commit')
      expect(await changes()).toEqual(['1007'])
      expect(await changes()).toEqual([])
    } finally {
      for (const client of [early, late]) client.release(true)
    }
  })

  test('that are not kept any more are an error that says how to go on', async () => {
    const since = new Date(Date.now() + 1_000)
    await held.hub.database.query('update history_kept set since = $1', [since])
    const { errors } = await held.ask(CHANGES, { after: place }, INTRANET)
    await held.hub.database.query('update history_kept set since = null')
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'history.not-kept',
      hint: expect.stringContaining('read again what you keep'),
    })
    expect((await held.ask(CHANGES, { after: 'nonsense' }, INTRANET)).errors?.[0]?.extensions.code).toBe(
      'request.invalid',
    )
  })
})
