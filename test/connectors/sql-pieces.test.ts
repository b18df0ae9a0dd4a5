import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { dnRule } from '../../src/connectors/sql/dn-rule.js'
import { sql as connector } from '../../src/connectors/sql/index.js'
import { anchorOf, joinParts, keyOfAnchor, splitParts } from '../../src/connectors/sql/key.js'
import { mariadb } from '../../src/connectors/sql/mysql-dialect.js'
import { parseMessage } from '../../src/connectors/sql/pgoutput.js'
import { postgresql } from '../../src/connectors/sql/postgresql.js'
import { sqlSettings } from '../../src/connectors/sql/settings.js'
import { snapshotOf } from '../../src/connectors/sql/snapshot.js'
import { sqlserver } from '../../src/connectors/sql/sqlserver-dialect.js'
import { name, rendered, sql, value } from '../../src/connectors/sql/statement.js'
import { filled } from '../../src/connectors/sql/template.js'

describe('statements', () => {
  test('names and values never become text', () => {
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(text, text, (title, cell) => {
        for (const dialect of [postgresql, mariadb, sqlserver]) {
          const [open, close] = dialect.quote
          const { text, values } = rendered(sql`select ${name(title)} = ${value(cell, 'text')}`, dialect)
          expect(values).toEqual([{ value: cell, kind: 'text' }])
          const quoted = text.slice('select '.length, -` = ${dialect.placeholder(1)}`.length)
          expect(quoted.startsWith(open) && quoted.endsWith(close)).toBe(true)
          expect(quoted.slice(1, -1).replaceAll(close + close, '')).not.toContain(close)
          expect(quoted.slice(1, -1).replaceAll(close + close, close)).toBe(title)
        }
      }),
    )
  })

  test.each([
    ['update t set a = :a where id = :key_id', 'update t set a = $1 where id = $2', ['1', '2']],
    [`select ':a', ":a", a::text, -- :a\n :a /* :a */`, `select ':a', ":a", a::text, -- :a\n $1 /* :a */`, ['1']],
    [`select 'it''s :a', :a;  `, `select 'it''s :a', $1`, ['1']],
    [':a:a::int', '$1$2::int', ['1', '1']],
  ])('placeholders of the template %j', (template, text, values) => {
    const bound = new Map([
      ['a', { value: '1', kind: 'text' as const }],
      ['key_id', { value: '2', kind: 'text' as const }],
    ])
    const result = rendered(filled(template, bound, 'cn=x'), postgresql)
    expect([result.text, result.values.map(each => each.value)]).toEqual([text, values])
  })

  test('a placeholder without a value is refused by name', () => {
    expect(() => filled('select :nothing', new Map(), 'cn=x')).toThrow(':nothing')
  })
})

describe('keys and names', () => {
  const part = fc.oneof(fc.string(), fc.constantFrom('a|b', '\\', '\\|', '', '|'))

  test('any key has its anchor, and the anchor its key', () => {
    fc.assert(
      fc.property(part, fc.array(part, { minLength: 1, maxLength: 3 }), (entry, key) => {
        expect(splitParts(joinParts(key))).toEqual(key)
        expect(keyOfAnchor(entry, anchorOf(entry, key), key.length)).toEqual(key)
        expect(keyOfAnchor(`${entry}x`, anchorOf(entry, key), key.length)).toBeUndefined()
      }),
    )
  })

  test('a name made of columns can be taken apart again', () => {
    const rule = dnRule({ ...EMPTY, dnTemplate: 'cn={name}+uid={id},ou=[people],o=a.b' })
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ minLength: 1 }), (one, other) => {
        fc.pre(one.isWellFormed())
        const dn = rule.dnOf([one, other])
        expect(dn === undefined ? [] : rule.cellsOf(dn)).toEqual([one, other])
      }),
    )
    expect(rule.columns).toEqual(['name', 'id'])
    expect(rule.cellsOf('cn=x,ou=[people],o=a.b')).toBeUndefined()
    expect(rule.cellsOf('cn=x+uid=1,ou=[people],o=aXb')).toBeUndefined()
    expect(rule.cellsOf('CN=x+UID=1,OU=[people],O=a.b')).toEqual(['x', '1'])
    expect(rule.dnOf(['x', null])).toBeUndefined()
  })
})

const EMPTY = { key: 'id', table: 't', columns: {}, values: {}, references: {}, deletedValue: 'true', statements: {} }

describe('what PostgreSQL tells of transactions', () => {
  const snapshot = snapshotOf('4294967290:4294967300:4294967292,4294967298')
  test.each([
    [4294967289, true],
    [4294967291, true],
    [4294967292, false],
    [1, true],
    [2, false],
    [3, true],
    [4, false],
    [1000, false],
  ])('a snapshot around the wrap of numbers sees %i: %s', (xid, sees) => {
    expect(snapshot?.sees(xid | 0)).toBe(sees)
  })

  test('text that is no snapshot is none', () => {
    expect(snapshotOf('10:')).toBeUndefined()
  })

  test('messages of pgoutput are read as they are documented', () => {
    const bytes = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex')
    expect(parseMessage(bytes('42 0000000001000000 0002a1b2c3d4e5f6 000003e8'))).toEqual({ kind: 'begin', xid: 1000 })
    expect(parseMessage(bytes('43 00 0000000001000000 0000000001000030 0002a1b2c3d4e5f6'))).toEqual({
      kind: 'commit',
      end: 0x1000030n,
    })
    expect(
      parseMessage(bytes('52 00004000 6872 00 70 00 64 0002 01 6964 00 00000014 ffffffff 00 6e 00 00000019 ffffffff')),
    ).toEqual({ kind: 'relation', id: 0x4000, schema: 'hr', name: 'p', columns: ['id', 'n'] })
    expect(parseMessage(bytes('55 00004000 4b 0002 74 00000001 37 6e 4e 0002 74 00000001 38 75'))).toEqual({
      kind: 'change',
      relation: 0x4000,
      tuples: [
        ['7', null],
        ['8', undefined],
      ],
    })
    expect(parseMessage(bytes('54 00000001 00 00004000'))).toEqual({ kind: 'truncate', relations: [0x4000] })
    expect(parseMessage(bytes('4f 0000000000000000 61 00'))).toEqual({ kind: 'other' })
    expect(() => parseMessage(bytes('49 00004000 4e 0001 74 00000009 37'))).toThrow(RangeError)
  })
})

describe('settings', () => {
  const given = { database: 'postgresql', host: 'db', objects: { person: { table: 't', key: 'id' } } }
  const person = (more: object) => ({ ...given, objects: { person: { table: 't', key: 'id', ...more } } })
  test.each<[object, string, string]>([
    [{ ...given, url: 'postgres://db/x' }, 'host', 'either host or url'],
    [{ ...given, objects: {} }, 'objects', 'no object type'],
    [person({ query: 'select 1' }), 'objects.person.table', 'either table or query'],
    [person({ dn: 'a', dnTemplate: 'cn={a}' }), 'objects.person.dn', 'either dn'],
    [person({ dnTemplate: 'cn=a' }), 'objects.person.dnTemplate', 'column in braces'],
    [person({ objectTypeColumn: 'kind' }), 'objects.person.objectTypeColumn', 'belong together'],
    [person({ references: { boss: 'human' } }), 'objects.person.references.boss', 'no human'],
    [
      person({ values: { m: { table: 'm', key: ['a', 'b'], column: 'c' } } }),
      'objects.person.values.m.key',
      '1 columns',
    ],
    [{ ...given, delta: { method: 'watermark' } }, 'objects.person.watermark', 'column that grows'],
    [{ ...given, delta: { method: 'changes' } }, 'objects.person.changes', 'change table'],
    [
      { ...given, database: 'mariadb', delta: { method: 'logical', slot: 's', publication: 'p' } },
      'delta.method',
      'PostgreSQL',
    ],
    [{ ...given, database: 'mysql', notify: 'c' }, 'notify', 'PostgreSQL'],
    [person({ key: 'a\0b' }), 'objects.person.key', ''],
  ])('refuse %j at %s', (settings, path, message) => {
    const issues = sqlSettings.safeParse(settings).error?.issues ?? []
    expect(issues.map(issue => issue.path.join('.'))).toContain(path)
    expect(issues.map(issue => issue.message).join()).toContain(message)
  })

  test('are accepted as the README shows them', () => {
    expect(connector.settings.safeParse(given).success).toBe(true)
  })
})
