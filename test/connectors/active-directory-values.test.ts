import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Attribute, BerWriter } from 'ldapts'
import { DirSyncControl } from '../../src/connectors/active-directory/controls.js'
import { activeDirectory as dialectOf } from '../../src/connectors/active-directory/dialect.js'
import { guidBytes, guidText } from '../../src/connectors/active-directory/guid.js'
import { activeDirectory } from '../../src/connectors/active-directory/index.js'
import { isNamedSince } from '../../src/connectors/active-directory/metadata.js'
import { scopeOf } from '../../src/connectors/active-directory/scope.js'
import { sidBytes, sidText } from '../../src/connectors/active-directory/sid.js'
import {
  fileTimeToIso,
  generalizedToIso,
  isoToFileTime,
  isoToGeneralized,
} from '../../src/connectors/active-directory/time.js'
import { structuralType } from '../../src/connectors/active-directory/type-filter.js'

const NC = 'DC=contoso,DC=test'

describe('values of Active Directory', () => {
  test('a GUID is printed as directory tools print it', () => {
    const bytes = Buffer.from('1e8054782039d0459806b7d8ffb38592', 'hex')
    expect(guidText(bytes)).toBe('7854801e-3920-45d0-9806-b7d8ffb38592')
    expect(guidText(Buffer.alloc(15))).toBeUndefined()
    expect(guidBytes('no guid')).toBeUndefined()
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), some => {
        expect([...(guidBytes(guidText(Buffer.from(some)) ?? '') ?? [])]).toEqual([...some])
      }),
    )
  })

  test('a security identifier is printed as S-1-…', () => {
    const domainUsers = Buffer.from('0105000000000005150000003342604f0af4f80668aad77c01020000', 'hex')
    expect(sidText(domainUsers)).toBe('S-1-5-21-1331708467-116978698-2094508648-513')
    expect(sidText(Buffer.from('01010000000000010000000', 'hex'))).toBeUndefined()
    const parts = fc.array(fc.nat(0xffff_ffff), { minLength: 1, maxLength: 15 })
    fc.assert(
      fc.property(fc.nat(0xffff), parts, (authority, list) => {
        const text = ['S-1', authority, ...list].join('-')
        expect(sidText(sidBytes(text))).toBe(text)
      }),
    )
    expect([sidBytes('S-1-5-4294967296'), sidBytes('S-2-5-1'), sidBytes('')]).toEqual([undefined, undefined, undefined])
  })

  test.each([
    ['133401293562970410', '2023-09-25T15:29:16.2970410Z'],
    ['116444736000000000', '1970-01-01T00:00:00Z'],
    ['-9223372036854775808', '-9223372036854775808'],
  ])('the file time %s is %s', (text, iso) => {
    expect(fileTimeToIso(text)).toBe(iso)
    expect(isoToFileTime(iso)).toBe(text)
  })

  test('file times lose nothing on the way to text and back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2_500_000_000_000_000_000n }), ticks => {
        expect(isoToFileTime(fileTimeToIso(String(ticks)))).toBe(String(ticks))
      }),
    )
    expect([isoToFileTime('0'), isoToFileTime('-1')]).toEqual(['0', '-1'])
  })

  test.each([
    ['20261126011556.0Z', '2026-11-26T01:15:56Z'],
    ['20261126011556.25Z', '2026-11-26T01:15:56.25Z'],
    ['991231235959Z', '1999-12-31T23:59:59Z'],
    ['something else', 'something else'],
  ])('the generalized time %s is %s', (text, iso) => {
    expect(generalizedToIso(text)).toBe(iso)
  })

  test('a time is written as the directory wants it', () => {
    expect(isoToGeneralized('2026-11-26T01:15:56Z')).toBe('20261126011556.0Z')
    const facts = new Map([
      ['msdstime', { name: 'msDsTime', syntax: '2.5.5.11', link: undefined, silent: false }],
      ['objectsid', { name: 'objectSid', syntax: '2.5.5.17', link: undefined, silent: false }],
    ])
    const dialect = dialectOf(() => undefined, facts)
    const encode = (name: string, type: 'string' | 'number' | 'binary', values: string[]) =>
      dialect.encoder?.(name, { name, type, multivalued: false })?.(values)
    expect(encode('msDsTime', 'string', ['2026-11-26T01:15:56Z'])).toEqual(['20261126011556.0Z'])
    expect(encode('accountExpires', 'string', ['1970-01-01T00:00:00Z'])).toEqual(['116444736000000000'])
    expect(encode('accountExpires', 'number', ['0'])).toBeUndefined()
    expect(encode('unicodePwd', 'string', ['Pä'])).toEqual([Buffer.from('"Pä"', 'utf16le')])
    const decode = (name: string, type: 'string' | 'number', value: string) =>
      dialect.decoder?.({ name, type, multivalued: false })?.(new Attribute({ type: name, values: [value] }))
    expect(decode('accountExpires', 'string', '9223372036854775807')).toEqual([])
    expect(decode('pwdLastSet', 'string', '0')).toEqual([])
    expect(decode('pwdLastSet', 'number', '0')).toBeUndefined()
    expect(decode('description', 'string', '20261126011556.0Z')).toBeUndefined()
  })

  test('the type of an object is its last class', () => {
    const choose = structuralType(['user', 'group'].map(name => ({ name, attributes: [] })))
    expect(choose(['top', 'person', 'organizationalPerson', 'User'])).toBe('user')
    expect(choose(['top', 'person', 'organizationalPerson', 'user', 'computer'])).toBeUndefined()
    expect(choose([])).toBeUndefined()
  })

  test('DirSync is asked as [MS-ADTS] 3.1.1.3.4.1.3 writes it', () => {
    const writer = new BerWriter()
    new DirSyncControl(Buffer.from('ab', 'hex')).write(writer)
    // flags 0x80000800, 4,000,000 bytes, the cookie
    expect(writer.buffer.toString('hex')).toContain('300e0204800008000203 3d0900 0401ab'.replaceAll(' ', ''))
  })

  test('whether an object was renamed is read from when its name was changed', () => {
    const metadata = (attribute: number, usn: bigint, count = 1) => {
      const bytes = Buffer.alloc(64)
      bytes.writeUInt32LE(1, 0)
      bytes.writeUInt32LE(count, 8)
      bytes.writeUInt32LE(attribute, 16)
      bytes.writeBigUInt64LE(usn, 56)
      return bytes
    }
    expect([isNamedSince(metadata(0x90001, 8n), 7n), isNamedSince(metadata(0x90001, 7n), 7n)]).toEqual([true, false])
    // What cannot be read may have been renamed.
    for (const odd of [undefined, Buffer.alloc(3), metadata(0x90001, 1n, 9), metadata(3, 1n)]) {
      expect(isNamedSince(odd, 7n)).toBe(true)
    }
  })
})

describe('containers', () => {
  const ou = (...names: string[]) => [...names.map(name => `OU=${name}`), NC].join(',')
  test('the nearest listed one decides', () => {
    const scope = scopeOf(NC, { include: [ou('A'), ou('D', 'C', 'A')], exclude: [ou('C', 'A')] })
    expect(scope.bases).toEqual([ou('A')])
    const found = (...names: string[]) => scope.includes(`CN=x,${ou(...names)}`)
    expect([found('A'), found('B', 'A'), found('C', 'A'), found('D', 'C', 'A'), found('E'), found()]).toEqual([
      true,
      true,
      false,
      true,
      false,
      false,
    ])
    expect([scope.includes(ou('A')), scope.includes(ou('C', 'A')), scope.includes(`cn=a\\,b, ${ou('a')}`)]).toEqual([
      true,
      false,
      true,
    ])
  })

  test('without included ones the partition is', () => {
    const scope = scopeOf(NC, { include: [], exclude: [ou('A')] })
    expect([scope.bases, scope.includes(ou('A')), scope.includes(ou('B')), scope.includes('DC=other')]).toEqual([
      [NC],
      false,
      true,
      false,
    ])
  })
})

describe('settings of a forest', () => {
  const settings = { servers: ['ldaps://dc1'], bindDn: 'a@contoso.test', password: 'x' }
  test.each([
    ['no domain controller', { servers: [] }, 'servers'],
    ['one listed twice', { servers: ['ldaps://dc1', 'ldaps://dc1'] }, 'twice'],
    ['StartTLS over TLS', { startTls: true }, 'startTls'],
    [
      'a container of another partition',
      { partitions: [{ dn: NC, containers: { include: ['OU=x,DC=y'] } }] },
      'outside',
    ],
    [
      'a container both in and out',
      { partitions: [{ dn: NC, containers: { include: [`OU=x,${NC}`], exclude: [`ou=X, ${NC}`] } }] },
      'both included and excluded',
    ],
    ['a partition twice', { partitions: [{ dn: NC }, { dn: NC.toLowerCase() }] }, 'twice'],
  ])('are refused with %s', (_, wrong, text) => {
    expect(activeDirectory.settings.safeParse({ ...settings, ...wrong }).error?.message).toContain(text)
  })
})
