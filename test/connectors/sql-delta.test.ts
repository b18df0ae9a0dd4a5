import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { connectorError, openSession, readAll } from './reading.js'
import { type Bench, onDatabase, onEveryDatabase, single } from './sql-flavours.js'

const TYPES = [{ name: 'person', attributes: [single('name')] }]
const namesIn = (deltas: readonly { readonly dn: string }[]) => deltas.map(({ dn }) => dn)

/** Types of a watermark column, and how a row gets its value within a transaction. */
const COLUMNS = {
  postgresql: { time: 'timestamptz default now()', number: 'bigserial' },
  mariadb: { time: 'datetime(6) default now(6)', number: 'bigint auto_increment unique' },
} as const

onEveryDatabase('a delta import by a watermark column', bench => {
  const prepare = async (kind: 'time' | 'number') => {
    const column = COLUMNS[bench().flavour][kind]
    await bench().run(
      `create table person (id int primary key, name varchar(20) not null, gone int, mark ${column})`,
      `insert into person (id, name) values (1, 'one')`,
    )
  }
  const opening = (delta: object) =>
    bench().opening(
      {
        delta: { method: 'watermark', ...delta },
        objects: { person: { table: 'person', key: 'id', dn: 'name', watermark: 'mark', deleted: 'gone' } },
      },
      TYPES,
    )
  const readDelta = (watermark: string | undefined, delta = {}) =>
    readAll(opening(delta), { mode: 'delta', watermark: watermark ?? '' })

  test.each(['time', 'number'] as const)(
    'does not miss what is committed late (%s)',
    async kind => {
      await prepare(kind)
      let watermark = (await readAll(opening({}))).watermark
      const told: string[] = []
      await bench().source.run(async slow => {
        await slow('start transaction')
        await slow(`insert into person (id, name) values (2, 'late')`)
        await bench().run(`insert into person (id, name) values (3, 'early')`)
        const during = readDelta(watermark)
        // A number waits for those who write; the other is committed while it waits.
        await sleep(kind === 'number' ? 1_000 : 0)
        if (kind === 'time') told.push(...namesIn((await during).deltas))
        await slow('commit')
        const read = await during
        watermark = read.watermark
        if (kind === 'number') told.push(...namesIn(read.deltas))
      })
      for (const until = Date.now() + 20_000; told.length < 2 && Date.now() < until; await sleep(100)) {
        const read = await readDelta(watermark)
        watermark = read.watermark
        told.push(...namesIn(read.deltas))
      }
      expect(told.sort()).toEqual(['early', 'late'])
    },
    60_000,
  )

  test('tells rows that are marked as deleted as gone, or lists what is there, or leaves deletions alone', async () => {
    await prepare('number')
    await bench().run(`insert into person (id, name) values (2, 'two'), (3, 'three')`)
    const { watermark } = await readAll(opening({}))
    await bench().run('delete from person where id = 3', 'update person set gone = 1, mark = 100 where id = 2')
    const marked = await readDelta(watermark, { deletions: 'marked' })
    expect([marked.gone, marked.listed]).toEqual([['person|2'], undefined])
    const listing = await readDelta(watermark, { deletions: 'listing' })
    expect([listing.gone, listing.listed]).toEqual([['person|2'], ['person|1']])
    const untold = await readDelta(watermark, { deletions: 'untold' })
    expect([untold.deltas, untold.listed]).toEqual([[], undefined])
  })

  test('of another column asks for a full import', async () => {
    await prepare('number')
    const { watermark } = await readAll(opening({}))
    const other = bench().opening(
      {
        delta: { method: 'watermark' },
        objects: { person: { table: 'person', key: 'id', dn: 'name', watermark: 'id' } },
      },
      TYPES,
    )
    const error = await connectorError(readAll(other, { mode: 'delta', watermark: watermark ?? '' }))
    expect(error.status).toBe('no-start-full-import-required')
  })

  test('of a column that cannot tell an order is refused', async () => {
    await prepare('number')
    const wrong = bench().opening(
      {
        delta: { method: 'watermark' },
        objects: { person: { table: 'person', key: 'id', dn: 'name', watermark: 'name' } },
      },
      TYPES,
    )
    const error = await connectorError(readAll(wrong))
    expect([error.status, error.problem.where]).toEqual([
      'no-start-bad-ma-configuration',
      { path: 'settings.objects.person.watermark' },
    ])
  })
})

onEveryDatabase('a delta import by a change table', bench => {
  const opening = () =>
    bench().opening(
      {
        delta: { method: 'changes' },
        objects: {
          person: {
            table: 'person',
            key: ['area', 'id'],
            changes: {
              table: 'journal',
              key: ['area', 'id'],
              sequence: 'number',
              operation: 'what',
              words: ['I', 'U', 'D'],
            },
          },
        },
      },
      TYPES,
    )

  test('tells each object once as it is now, gone or there, and reports words it does not know', async () => {
    await bench().run(
      'create table person (area varchar(10), id int, name varchar(20), primary key (area, id))',
      'create table journal (number KEY_TYPE, area varchar(10), id int, what varchar(9))',
      `insert into person values ('a', 1, 'one'), ('b', 1, 'two')`,
    )
    const { watermark } = await readAll(opening())
    await bench().run(
      `insert into person values ('c', 3, 'three')`,
      `delete from person where area = 'b'`,
      `insert into journal (area, id, what) values ('c', 3, 'I'), ('c', 3, 'u'), ('b', 1, 'D'), ('z', 9, 'X'), ('a', 1, null)`,
    )
    const read = await readAll(opening(), { mode: 'delta', watermark: watermark ?? '' })
    expect(namesIn(read.deltas).sort()).toEqual(['a|1', 'c|3'])
    expect([...read.gone].sort()).toEqual(['person|b|1', 'person|z|9'])
    expect(read.problems.map(({ code }) => code).sort()).toEqual(['invalid-change-type', 'missing-change-type'])
    await bench().run('delete from journal', ...(await anew(bench())))
    const error = await connectorError(readAll(opening(), { mode: 'delta', watermark: read.watermark ?? '' }))
    expect(error.status).toBe('no-start-full-import-required')
  })
})

/** A change table whose numbers begin anew. */
async function anew({ flavour }: Bench): Promise<string[]> {
  const insert = `insert into journal (area, id, what) values ('a', 1, 'U')`
  return flavour === 'postgresql'
    ? ['alter table journal alter number restart with 1', insert]
    : ['truncate table journal', insert]
}

describe('logical decoding', () =>
  onDatabase('postgresql', bench => {
    const settings = {
      delta: { method: 'logical', slot: 'hub_slot', publication: 'Hub"s' },
      objects: {
        person: {
          table: 'person',
          key: 'id',
          dn: 'name',
          values: { tags: { table: 'Ta"gs', key: 'owner', column: 'tag' } },
        },
      },
    }
    const TYPE = { name: 'person', attributes: [single('name'), { ...single('tags'), multivalued: true }] }
    const opening = () => bench().opening(settings, [TYPE])
    const prepare = async (...more: string[]) => {
      await bench().run(
        'create table person (id int primary key, name text)',
        'create table "Ta""gs" (owner int, tag text, primary key (owner, tag))',
        `insert into person values (1, 'one'), (2, 'two')`,
        'create publication "Hub""s" for table person, "Ta""gs"',
        ...more,
      )
    }
    const SLOT = `select pg_create_logical_replication_slot('hub_slot', 'pgoutput')`
    const position = async () =>
      (await bench().rows(`select confirmed_flush_lsn::text as at from pg_replication_slots`))[0]?.at
    const readDelta = (watermark: string | undefined) =>
      readAll(opening(), { mode: 'delta', watermark: watermark ?? '' })

    test('gives changes up only once a saved import is beyond them', async () => {
      await prepare(SLOT)
      const full = await readAll(opening())
      await bench().run(`insert into "Ta""gs" values (2, 'x')`)
      const at = await position()
      const first = await readDelta(full.watermark)
      expect(first.deltas).toEqual([expect.objectContaining({ dn: 'two', attributes: { name: ['two'], tags: ['x'] } })])
      expect(await position()).toBe(at)
      expect((await readDelta(full.watermark)).deltas).toEqual(first.deltas)
      expect((await readDelta(first.watermark)).deltas).toEqual([])
      expect(await position()).not.toBe(at)
      const gone = await connectorError(readDelta(full.watermark))
      expect(gone.status).toBe('no-start-full-import-required')
    })

    test('leaves a transaction that is not committed for the import after it', async () => {
      await prepare(SLOT)
      let { watermark } = await readAll(opening())
      await bench().source.run(async slow => {
        await slow('begin')
        await slow(`insert into person values (3, 'late')`)
        await bench().run(`insert into person values (4, 'early')`)
        const read = await readDelta(watermark)
        expect(namesIn(read.deltas)).toEqual(['early'])
        watermark = read.watermark
        await slow('commit')
      })
      expect(namesIn((await readDelta(watermark)).deltas)).toEqual(['late'])
    })

    test('follows a key that changes, and a deletion', async () => {
      await prepare(SLOT)
      const { watermark } = await readAll(opening())
      await bench().run('update person set id = 7 where id = 1', 'delete from person where id = 2')
      const read = await readDelta(watermark)
      expect(read.deltas.map(({ anchor }) => anchor)).toEqual(['person|7'])
      expect([...read.gone].sort()).toEqual(['person|1', 'person|2'])
    })

    test('a table that was emptied, and a slot that was made anew or is gone, ask for a full import', async () => {
      await prepare(SLOT)
      const full = await readAll(opening())
      await bench().run('truncate table person')
      expect((await connectorError(readDelta(full.watermark))).status).toBe('no-start-full-import-required')
      const again = await readAll(opening())
      await bench().run(`select pg_drop_replication_slot('hub_slot')`, `insert into person values (1, 'one')`, SLOT)
      expect((await connectorError(readDelta(again.watermark))).status).toBe('no-start-full-import-required')
      await bench().run(`select pg_drop_replication_slot('hub_slot')`)
      expect((await connectorError(readDelta(again.watermark))).status).toBe('no-start-full-import-required')
    })

    test.each([
      ['there is no slot', [], /no replication slot/],
      ['a table is not published', ['alter publication "Hub""s" drop table "Ta""gs"', SLOT], /does not have the table/],
      ['deletions are not published', [`alter publication "Hub""s" set (publish = 'insert')`, SLOT], /leaves out/],
      ['deletions do not tell the key', ['alter table "Ta""gs" replica identity nothing', SLOT], /replica identity/],
    ])('does not begin when %s', async (_, more, message) => {
      await prepare(...more)
      const error = await connectorError(readAll(opening()))
      expect(error.status).toBe('no-start-bad-ma-configuration')
      expect(error.problem.message).toMatch(message)
      expect(error.problem.hint).toMatch(/\S/)
    })
  }))

describe('watching PostgreSQL', () =>
  onDatabase('postgresql', bench => {
    const objects = { person: { table: 'person', key: 'id', watermark: 'id' } }
    test.each([
      ['notifications', { notify: `odd"chan'nel` }],
      ['looking at the newest values', {}],
    ])('by %s says that something changed, within two seconds, and stops when told', async (_, more) => {
      await bench().run('create table person (id bigint primary key, name text)', 'insert into person values (1)')
      const controller = new AbortController()
      await using session = await openSession(
        bench().opening({ objects, delta: { method: 'watermark' }, ...more }, TYPES),
      )
      const times: number[] = []
      const changes = session.watch?.({ signal: controller.signal })
      if (changes === undefined) throw new Error('no watch')
      const watching = (async () => {
        for await (const _ of changes) times.push(Date.now())
      })()
      await sleep(1_500)
      expect(times).toHaveLength(0)
      const before = Date.now()
      await bench().run('insert into person values (2)', `notify "odd""chan'nel"`)
      for (const until = Date.now() + 10_000; times.length < 1 && Date.now() < until; ) await sleep(20)
      expect((times[0] ?? Number.POSITIVE_INFINITY) - before).toBeLessThan(5_000)
      controller.abort()
      await watching
    })
  }))
