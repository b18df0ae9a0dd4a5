import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ExportDelta } from '../../src/connectors/connector.js'
import { changedAttributes, changedValues, changesHold, firstConflict } from '../../src/connectors/kit/changes.js'
import { changesAfterRename, encodeNewDn } from '../../src/connectors/kit/ldap/encode.js'
import { mustWait, touchedBy } from '../../src/connectors/kit/ldap/related.js'
import { classDepths, discoveredTypes } from '../../src/connectors/kit/ldap/schema.js'
import { parseDescription } from '../../src/connectors/kit/ldap/schema-description.js'
import { COMMON_CLASS_DEPTHS, typeChooser } from '../../src/connectors/kit/object-type.js'
import { rdnPairs } from '../../src/connectors/kit/rdn.js'
import { decodeText } from '../../src/connectors/kit/value.js'
import { escapeDnValue, splitDn } from '../../src/model/dn.js'
import type { AttributeType } from '../../src/model/value.js'

describe('values', () => {
  test.each([
    ['number', ' +007 ', '7'],
    ['number', '-0', '0'],
    ['number', '9223372036854775807', '9223372036854775807'],
    ['number', '1.5', undefined],
    ['number', '', undefined],
    ['boolean', 'TRUE', 'true'],
    ['boolean', 'No', 'false'],
    ['boolean', '2', undefined],
    ['binary', 'AAEC', 'AAEC'],
    ['binary', 'AAE', undefined],
    ['binary', 'AAF=', undefined],
    ['string', ' x ', ' x '],
  ] as [AttributeType, string, string | undefined][])('%s %j is %j', (type, text, value) => {
    const decoded = decodeText(type, text)
    expect(decoded.ok ? decoded.value : undefined).toBe(value)
  })
})

describe('changes', () => {
  const add = (...values: string[]) => ({ operation: 'add', values }) as const
  const remove = (...values: string[]) => ({ operation: 'delete', values }) as const
  const replace = (...values: string[]) => ({ operation: 'replace', values }) as const

  test('are applied as replace, delete, add, whatever their order', () => {
    expect(changedValues(['a', 'b'], [add('a', 'c'), remove('a')])).toEqual(['b', 'a', 'c'])
    expect(changedValues(['a'], [add('c'), replace('x')])).toEqual(['x', 'c'])
    expect(changedAttributes({ a: ['1'], b: ['2'] }, { a: [replace()], b: [add('3')] })).toEqual({ b: ['2', '3'] })
  })

  test('conflict with what they add twice or delete in vain', () => {
    expect(firstConflict({ a: ['1'] }, { a: [add('1')] })).toEqual({ attribute: 'a', value: '1', held: true })
    expect(firstConflict({ a: ['1'] }, { a: [remove('2')] })).toEqual({ attribute: 'a', value: '2', held: false })
    expect(firstConflict({ a: ['1'] }, { a: [remove('1'), add('1')] })).toBeUndefined()
  })

  test('hold once they were applied', () => {
    const values = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'))
    fc.assert(
      fc.property(values, values, values, (held, added, deleted) => {
        const changes = { x: [remove(...deleted), add(...added)] }
        const before = held.length > 0 ? { x: held } : {}
        expect(changesHold(changedAttributes(before, changes), changes)).toBe(true)
      }),
    )
  })
})

describe('names', () => {
  test('a first component is read with its escapes', () => {
    expect(rdnPairs('cn=a\\,b\\+c + uid = 1')).toEqual([
      ['cn', 'a,b+c'],
      ['uid', '1'],
    ])
    expect(rdnPairs('cn=\\ x\\ ')).toEqual([['cn', ' x ']])
  })

  test('whatever is escaped is read back', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), value => {
        expect(rdnPairs(`cn=${escapeDnValue(value)}`)).toEqual([['cn', value]])
      }),
    )
  })

  test.each([
    ['cn=a,ou=x', 'cn=b,ou=x', 'cn=b'],
    ['cn=a,ou=x', 'cn=b,ou=y', 'cn=b,ou=y'],
    ['cn=a,ou=x', 'cn=b\\\\,ou=y', 'cn=b\\5c,ou=y'],
    ['cn=a,ou=x', 'cn=b\\, c, ou=y', 'cn=b\\, c,ou=y'],
  ])('%s renamed to %s is sent as %s', (from, to, sent) => {
    expect(encodeNewDn(from, to)).toBe(sent)
    // ldapts splits at the first comma that no backslash precedes
    const comma = sent.search(/[^\\],/)
    expect(comma < 0 ? sent : sent.slice(0, comma + 1)).toBe(splitDn(sent)[0])
  })

  test('a rename does what the changes of its name would do', () => {
    const changes = {
      cn: [
        { operation: 'delete', values: ['A', 'other'] },
        { operation: 'add', values: ['B'] },
      ],
      sn: [{ operation: 'add', values: ['B'] }],
    } as const
    expect(changesAfterRename(changes, 'cn=A,ou=x', 'cn=B,ou=x')).toEqual({
      cn: [{ operation: 'delete', values: ['other'] }],
      sn: changes.sn,
    })
  })
})

describe('writes that wait for each other', () => {
  const definitions = new Map([['manager', { name: 'manager', type: 'reference', multivalued: false } as const]])
  const modify = (dn: string, more: object = {}): ExportDelta => ({ kind: 'modify', dn, changes: {}, ...more })
  const pointing = (dn: string, to: string) =>
    modify(dn, { changes: { manager: [{ operation: 'add', values: [to] }] } })
  test.each([
    ['the same object', modify('cn=a,ou=x'), modify('CN=A, ou=x'), true],
    ['a parent', modify('cn=a,ou=x'), modify('ou=x'), true],
    ['a child', modify('ou=x'), modify('cn=a,ou=x'), true],
    ['neighbours', modify('cn=a,ou=x'), modify('cn=b,ou=x'), false],
    ['a name that ends alike', modify('cn=a\\,ou=x'), modify('ou=x'), false],
    ['the new name of another', modify('cn=a'), modify('cn=b', { newDn: 'cn=a' }), true],
    ['what the later points to', pointing('cn=a', 'cn=b'), modify('cn=b'), true],
    ['what the earlier points to', modify('cn=b'), pointing('cn=a', 'cn=b'), true],
  ])('%s', (_, later, earlier, waits) => {
    expect(mustWait(touchedBy(later, definitions), touchedBy(earlier, definitions))).toBe(waits)
  })
})

describe('schemas', () => {
  const schema = {
    objectClasses: [
      "( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )",
      "( 2.5.6.6 NAME ( 'person' 'human' ) DESC 'RFC4519: (a) person' SUP top STRUCTURAL MUST ( sn $ cn ) MAY seeAlso )",
      "( 1.2.3 NAME 'user' SUP 'person' STRUCTURAL MAY ( active $ photo ) X-ORIGIN ( 'a' 'b' ) )",
      "( 1.2.4 NAME 'extra' SUP top AUXILIARY MAY x )",
    ].map(parseDescription),
    attributeTypes: [
      "( 2.5.4.41 NAME 'name' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{32768} )",
      "( 2.5.4.3 NAME ( 'cn' 'commonName' ) SUP name )",
      "( 2.5.4.4 NAME 'sn' SUP name SINGLE-VALUE )",
      "( 1.1 NAME 'active' SYNTAX '1.3.6.1.4.1.1466.115.121.1.7' SINGLE-VALUE )",
      "( 1.2 NAME 'photo' SYNTAX 1.3.6.1.4.1.1466.115.121.1.28 )",
      "( 1.3 NAME 'seeAlso' SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )",
    ].map(parseDescription),
  }

  test('tell the attributes of a type, inherited ones included', () => {
    const user = discoveredTypes(schema).find(({ name }) => name === 'user')
    expect(user?.attributes).toEqual([
      { name: 'active', type: 'boolean', multivalued: false },
      { name: 'cn', type: 'string', multivalued: true },
      { name: 'objectClass', type: 'string', multivalued: true },
      { name: 'photo', type: 'binary', multivalued: true },
      { name: 'seeAlso', type: 'reference', multivalued: true },
      { name: 'sn', type: 'string', multivalued: false },
    ])
    expect(discoveredTypes(schema).map(({ name }) => name)).toEqual(['person', 'user'])
  })

  test('tell which of several selected types is the most specific', () => {
    const types = ['person', 'user'].map(name => ({ name, attributes: [] }))
    for (const depths of [classDepths(schema), COMMON_CLASS_DEPTHS]) {
      const choose = typeChooser(types, depths)
      expect(choose(['user', 'top', 'Person'])).toBe('user')
      expect(choose(['top', 'PERSON'])).toBe('person')
      expect(choose(['top'])).toBeUndefined()
    }
  })

  test('that go in circles do not hang', () => {
    const circle = ["( 1 NAME 'a' SUP b )", "( 2 NAME 'b' SUP a )"].map(parseDescription)
    expect(classDepths({ objectClasses: circle, attributeTypes: [] }).size).toBe(4)
  })
})
