import { describe, expect, test } from '@jest/globals'
import { describeWithServer } from '../support/servers.js'
import { codesOf, openSession, readAll, writeAll } from './reading.js'
import { type Bench, onDatabase, onEveryDatabase, single } from './sql-flavours.js'

/** A column's type, what is put into it, the type of the attribute, and the value that must come out. */
type Case = readonly [
  column: string,
  literal: string,
  type: 'string' | 'number' | 'boolean' | 'binary',
  value: string | undefined,
]

const COMMON: readonly Case[] = [
  ['bigint', '9223372036854775807', 'number', '9223372036854775807'],
  ['bigint', '-9223372036854775808', 'string', '-9223372036854775808'],
  ['smallint', '-7', 'number', '-7'],
  ['numeric(30, 10)', '12345678901234567890.0123456789', 'string', '12345678901234567890.0123456789'],
  ['numeric(30, 2)', '12345678901234567890.00', 'number', '12345678901234567890'],
  ['double precision', '0.5', 'string', '0.5'],
  ['boolean', 'true', 'boolean', 'true'],
  ['boolean', 'false', 'boolean', 'false'],
  ['boolean', 'true', 'number', '1'],
  ['int', '1', 'boolean', 'true'],
  ['int', '0', 'boolean', 'false'],
  ['varchar(20)', `'ja Ω'`, 'string', 'ja Ω'],
  ['varchar(20)', `''`, 'string', ''],
  ['varchar(20)', `'AQID'`, 'binary', 'AQID'],
  ['date', `'2024-02-29'`, 'string', '2024-02-29'],
  ['int', 'null', 'number', undefined],
]
const POSTGRESQL: readonly Case[] = [
  ['bytea', `'\\x00ff0d0a'`, 'binary', 'AP8NCg=='],
  ['timestamptz', `'2024-01-31 23:59:59.123456+02'`, 'string', '2024-01-31T21:59:59.123456Z'],
  ['timestamptz', `'2024-07-01 12:00:00 Europe/Berlin'`, 'string', '2024-07-01T10:00:00Z'],
  ['timestamp', `'2024-01-31 23:59:59.500'`, 'string', '2024-01-31T23:59:59.5Z'],
  ['uuid', `'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'`, 'string', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ['jsonb', `'{"a": 1}'`, 'string', '{"a": 1}'],
]
const MARIADB: readonly Case[] = [
  ['varbinary(10)', `x'00ff0d0a'`, 'binary', 'AP8NCg=='],
  ['longblob', `x''`, 'binary', ''],
  ['datetime(6)', `'2024-01-31 23:59:59.123456'`, 'string', '2024-01-31T23:59:59.123456Z'],
  ['datetime', `'2024-01-31 23:59:59'`, 'string', '2024-01-31T23:59:59Z'],
  ['bit(1)', `b'1'`, 'boolean', 'true'],
  ['bigint unsigned', '18446744073709551615', 'number', '18446744073709551615'],
  ['tinyint(1)', '5', 'number', '5'],
  ['json', `'[1, 2]'`, 'string', '[1, 2]'],
  ['year', '2024', 'number', '2024'],
]

const TYPE_OF = (cases: readonly Case[]) => ({
  name: 'thing',
  attributes: cases.map(([, , type], i) => single(`c${i}`, type)),
})
const OBJECTS = { objects: { thing: { table: 'thing', key: 'id' } } }

function valueTests(cases: readonly Case[], bench: () => Bench): void {
  test('every kind of column comes out in canonical text, and goes in again as what it was', async () => {
    const columns = cases.map(([column], i) => `c${i} ${column}`).join(', ')
    await bench().run(
      `create table thing (id KEY_TYPE, ${columns})`,
      `insert into thing (id, ${cases.map((_, i) => `c${i}`).join(', ')}) values (1, ${cases.map(([, literal]) => literal).join(', ')})`,
    )
    const opening = bench().opening(OBJECTS, [TYPE_OF(cases)])
    const expected = Object.fromEntries(
      cases.flatMap(([, , , value], i) => (value === undefined ? [] : [[`c${i}`, [value]]])),
    )
    const read = await readAll(opening)
    expect(read.problems).toEqual([])
    expect(read.deltas).toEqual([expect.objectContaining({ dn: '1', anchor: 'thing|1', attributes: expected })])
    const copy = await writeAll(opening, [{ kind: 'add', objectType: 'thing', dn: '2', attributes: expected }])
    expect(copy).toEqual([{ ok: true, anchor: 'thing|2' }])
    expect((await readAll(opening)).deltas[1]).toMatchObject({ dn: '2', attributes: expected })
  })
}

describe('the values of PostgreSQL', () =>
  onDatabase('postgresql', bench => valueTests([...COMMON, ...POSTGRESQL], bench)))
describeWithServer('mariadb', 'the values of MariaDB', () =>
  onDatabase('mariadb', bench => valueTests([...COMMON, ...MARIADB], bench)),
)

onEveryDatabase('what is read of a database', bench => {
  test('a value that does not fit its attribute is a problem of its object', async () => {
    await bench().run(
      'create table thing (id int, c0 varchar(20))',
      `insert into thing values (1, '7.5'), (2, '8'), (null, '9')`,
    )
    const read = await readAll(bench().opening(OBJECTS, [{ name: 'thing', attributes: [single('c0', 'number')] }]))
    expect(read.problems.map(({ code }) => code).sort()).toEqual(['invalid-numeric-value', 'missing-anchor-component'])
    expect(read.problems.find(({ code }) => code === 'invalid-numeric-value')?.where).toEqual({
      dn: '1',
      anchor: 'thing|1',
      attribute: 'c0',
    })
    expect(read.deltas.map(({ dn }) => dn)).toEqual(['2'])
  })

  test('a query stands in for a table, and statements write what it reads', async () => {
    await bench().run(
      'create table human (id KEY_TYPE, name varchar(40) unique, active int)',
      `insert into human (name, active) values ('Ada', 1), ('Bob', 0)`,
    )
    const settings = {
      objects: {
        thing: {
          query: `select id, name, active from human where name <> ';' -- everybody`,
          key: 'id',
          dn: 'name',
          statements: {
            insert: `insert into human (name, active) values (:dn, case when :active in ('1', 'true') then 1 else 0 end) -- ':dn'`,
            update: 'update human set name = :dn, active = :level where id = :key_id',
            delete: 'delete from human where id = :key_id',
          },
        },
      },
    }
    const types = [{ name: 'thing', attributes: [single('active'), single('level', 'number')] }]
    const opening = bench().opening(
      { objects: { thing: { ...settings.objects.thing, columns: { level: 'active' } } } },
      types,
    )
    const [added] = await writeAll(opening, [
      { kind: 'add', objectType: 'thing', dn: `Eve'); --`, attributes: { active: ['1'] } },
    ])
    expect(added).toEqual({ ok: true, anchor: 'thing|3' })
    const results = await writeAll(opening, [
      { kind: 'modify', dn: 'Ada', newDn: 'Eda', changes: { level: [{ operation: 'replace', values: ['4'] }] } },
      { kind: 'delete', dn: 'Bob' },
    ])
    expect(codesOf(results)).toEqual(['ok', 'ok'])
    const rows = await bench().rows('select name, active from human order by id')
    expect(rows.map(({ name, active }) => [name, Number(active)])).toEqual([
      ['Eda', 4],
      [`Eve'); --`, 1],
    ])
    expect((await readAll(opening)).deltas.map(({ dn }) => dn)).toEqual(['Eda', `Eve'); --`])
  })

  test('an import is one moment, whatever is changed meanwhile', async () => {
    await bench().run(
      'create table thing (id int primary key, c0 varchar(20))',
      'create table tag (thing int not null, tag varchar(20), primary key (thing, tag))',
      ...Array.from({ length: 30 }, (_, i) => `insert into thing values (${i}, 'before')`),
      ...Array.from({ length: 30 }, (_, i) => `insert into tag values (${i}, 'before')`),
    )
    const objects = {
      thing: { table: 'thing', key: 'id', values: { tags: { table: 'tag', key: 'thing', column: 'tag' } } },
    }
    const types = [{ name: 'thing', attributes: [single('c0'), { ...single('tags'), multivalued: true }] }]
    const opening = bench().opening({ objects }, types)
    await using session = await openSession(opening)
    const seen = new Set<string>()
    let pages = 0
    for await (const page of session.read({ mode: 'full', pageSize: 5, signal: new AbortController().signal })) {
      if (pages++ === 0)
        await bench().run(
          `update thing set c0 = 'after'`,
          `update tag set tag = 'after'`,
          'delete from thing where id > 20',
        )
      for (const delta of page.deltas) if (delta.kind === 'add') seen.add(JSON.stringify(delta.attributes))
    }
    expect([...seen]).toEqual([JSON.stringify({ c0: ['before'], tags: ['before'] })])
    expect(pages).toBeGreaterThan(5)
  })
})
