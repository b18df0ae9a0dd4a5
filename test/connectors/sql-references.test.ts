import { beforeEach, expect, test } from '@jest/globals'
import type { ExportDelta } from '../../src/connectors/connector.js'
import { codesOf, readAll, writeAll } from './reading.js'
import { onEveryDatabase, several, single } from './sql-flavours.js'

const PERSON = {
  name: 'person',
  attributes: [single('name'), single('mail'), single('boss', 'reference'), single('height', 'number')],
}
const SERVICE = { name: 'service', attributes: [single('name')] }
const TEAM = { name: 'team', attributes: [several('member', 'reference')] }
const OBJECTS = {
  account: {
    table: 'account',
    key: 'id',
    dnTemplate: 'cn={name},ou={kind},o=hr',
    objectTypeColumn: 'kind',
    objectTypes: ['person', 'service'],
    deleted: 'gone',
    columns: { boss: 'boss_id' },
    references: { boss: 'account' },
  },
  team: {
    table: 'team',
    key: ['area', 'number'],
    values: { member: { table: 'team_member', key: ['area', 'number'], column: 'account' } },
    references: { member: 'account' },
  },
}
const person = (cn: string) => `cn=${cn},ou=person,o=hr`

onEveryDatabase('objects that refer to others by key', bench => {
  const opening = (types = [PERSON, SERVICE, TEAM]) => bench().opening({ objects: OBJECTS }, types)
  const objects = async () =>
    Object.fromEntries(
      (await readAll(opening())).deltas.map(delta => [delta.dn, delta.kind === 'add' ? delta.attributes : delta]),
    )
  beforeEach(() =>
    bench().run(
      `create table account (id KEY_TYPE, kind varchar(20) not null, name varchar(40) not null, mail varchar(40) unique,
        height int check (height > 0), boss_id bigint references account (id), gone boolean, unique (kind, name))`,
      'create table team (area varchar(20) not null, number int not null, primary key (area, number))',
      `create table team_member (area varchar(20) not null, number int not null, account bigint not null references account (id),
        primary key (area, number, account))`,
      `insert into account (id, kind, name, boss_id, gone) values (1, 'person', 'Ada', null, null), (2, 'person', 'Smith, J+ #1', 1, false),
        (3, 'service', 'Printer', null, null), (4, 'person', 'Left', null, true)`,
      `insert into team values ('a|b', 7), ('c', 8)`,
      `insert into team_member values ('a|b', 7, 1), ('a|b', 7, 2), ('a|b', 7, 3)`,
      ...(bench().flavour === 'postgresql' ? [`alter table account alter id restart with 100`] : []),
    ),
  )

  test('get the names of what they refer to; rows tell their type, and marked ones are not there', async () => {
    const read = await readAll(opening())
    expect(read.problems).toEqual([])
    const smith = 'cn=Smith\\, J\\+ #1,ou=person,o=hr'
    expect(read.deltas).toEqual([
      expect.objectContaining({
        objectType: 'person',
        dn: person('Ada'),
        anchor: 'account|1',
        attributes: { name: ['Ada'] },
      }),
      expect.objectContaining({
        dn: smith,
        attributes: { name: ['Smith, J+ #1'], boss: [person('Ada')] },
      }),
      expect.objectContaining({ objectType: 'service', dn: 'cn=Printer,ou=service,o=hr' }),
      expect.objectContaining({
        objectType: 'team',
        dn: 'a\\|b|7',
        anchor: 'team|a\\|b|7',
        attributes: { member: [person('Ada'), 'cn=Printer,ou=service,o=hr', smith].sort() },
      }),
      expect.objectContaining({ dn: 'c|8', attributes: {} }),
    ])
    expect((await readAll(opening([TEAM]))).deltas).toHaveLength(2)
  })

  test('a reference to a row that is not there is a problem of its object, and the read goes on', async () => {
    await bench().run(
      'update account set gone = false, boss_id = 2 where id = 4',
      `update account set name = '' where id = 2`,
    )
    const read = await readAll(opening())
    expect(read.problems.map(({ code }) => code).sort()).toEqual([
      'invalid-reference-value',
      'invalid-reference-value',
      'missing-dn',
    ])
    expect(read.deltas).toHaveLength(3)
  })

  test('are written by the names of what they refer to, row by row', async () => {
    const batch: ExportDelta[] = [
      { kind: 'add', objectType: 'person', dn: person('Eve'), attributes: { name: ['Eve'], boss: [person('Ada')] } },
      {
        kind: 'modify',
        dn: 'a\\|b|7',
        changes: {
          member: [
            { operation: 'delete', values: [person('Ada')] },
            { operation: 'add', values: [person('Eve')] },
          ],
        },
      },
      { kind: 'add', objectType: 'team', dn: 'd|9', attributes: { member: [person('Eve'), person('Ada')] } },
      {
        kind: 'modify',
        dn: person('Eve'),
        newDn: person('Eva'),
        changes: { boss: [{ operation: 'replace', values: [] }] },
      },
    ]
    const results = await writeAll(opening(), batch)
    expect(codesOf(results)).toEqual(['ok', 'ok', 'ok', 'ok'])
    expect(results[2]).toEqual({ ok: true, anchor: 'team|d|9' })
    expect(await objects()).toMatchObject({
      [person('Eva')]: { name: ['Eva'] },
      'd|9': { member: [person('Ada'), person('Eva')] },
      'a\\|b|7': { member: expect.arrayContaining([person('Eva')]) },
    })
  })

  test('a deletion sets the mark', async () => {
    expect(codesOf(await writeAll(opening(), [{ kind: 'delete', dn: person('Ada') }]))).toEqual(['ok'])
    expect(await bench().rows('select id from account where gone')).toHaveLength(2)
    expect(codesOf(await writeAll(opening(), [{ kind: 'delete', dn: person('Ada') }]))).toEqual(['cd-missing-object'])
    expect(codesOf(await writeAll(opening(), [{ kind: 'delete', dn: person('Ada'), mayBeSent: true }]))).toEqual(['ok'])
  })

  test('what the database refuses is told by the code of the catalogue, and nothing of it stays', async () => {
    const add = (dn: string, attributes: Record<string, string[]>): ExportDelta => ({
      kind: 'add',
      objectType: 'person',
      dn,
      attributes,
    })
    const before = await objects()
    const cases: [ExportDelta, string][] = [
      [add(person('New'), { mail: ['x'.repeat(50)] }), 'constraint-violation'],
      [add(person('New'), { height: ['-1'] }), 'constraint-violation'],
      [add(person('New'), { height: ['tall'] }), 'invalid-attribute-value'],
      [add(person('New'), { boss: [person('Nobody')] }), 'dn-attributes-failure'],
      [add(person('New'), { name: ['Other'] }), 'invalid-dn'],
      [add('uid=New', {}), 'invalid-dn'],
      [add(person('New'), { colour: ['red'] }), 'schema-violation'],
      [add(person('New'), { mail: ['\ud800'] }), 'invalid-attribute-value'],
      [add(person('Ada'), {}), 'cd-existing-object'],
      [
        { kind: 'modify', dn: person('Ada'), newDn: 'cn=Smith\\, J\\+ #1,ou=person,o=hr', changes: {} },
        'rename-to-existing-dn',
      ],
      [{ kind: 'modify', dn: 'c|8', newDn: 'c|9', changes: {} }, 'modify-naming-attribute'],
      [
        { kind: 'modify', dn: person('Ada'), changes: { mail: [{ operation: 'add', values: ['a', 'b'] }] } },
        'constraint-violation',
      ],
      [
        {
          kind: 'modify',
          dn: 'a\\|b|7',
          changes: { member: [{ operation: 'add', values: [person('Ada')] }] },
        },
        'cd-existing-attribute-or-value',
      ],
    ]
    const results = await writeAll(
      opening(),
      cases.map(([delta]) => delta),
    )
    expect(codesOf(results)).toEqual(cases.map(([, code]) => code))
    for (const result of results) if (!result.ok) expect(result.problem.message.length).toBeGreaterThan(10)
    expect(await objects()).toEqual(before)
  })
})
