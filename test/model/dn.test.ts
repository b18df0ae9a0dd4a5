import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  depthOf,
  dnKey,
  escapeDnValue,
  isValidDn,
  parentDn,
  rdnOf,
  splitDn,
  unescapeDnValue,
} from '../../src/model/dn.js'

describe('names that are the same name', () => {
  test.each([
    ['letter case', 'CN=Anna,OU=People,DC=x', 'cn=anna,ou=people,dc=x'],
    ['spaces around separators', 'cn = Anna , ou=people', 'cn=anna,ou=people'],
    ['inner spaces in a row', 'cn=Anna  Ast', 'cn=anna ast'],
    ['an escaped comma, three ways', 'cn=Ast\\, Anna', 'cn=Ast\\2C Anna'],
    ['hexadecimal in either case', 'cn=Ast\\2c Anna', 'cn=Ast\\2C Anna'],
    ['a needless escape', 'cn=\\41nna', 'cn=Anna'],
    ['UTF-8 as bytes', 'cn=M\\C3\\BCller', 'cn=Müller'],
    ['upper case beyond ASCII', 'cn=MÜLLER', 'cn=müller'],
    ['composed and decomposed letters', 'cn=Mu\u0308ller', 'cn=M\u00fcller'],
    ['letters beyond the basic plane', 'cn=\\F0\\9F\\99\\82', 'cn=🙂'],
    ['a multi-valued RDN', 'CN=a+UID=b,dc=x', 'cn=a+uid=b,dc=x'],
    ['the spelling of its separator', 'cn=a + uid=b,dc=x', 'cn=a+uid=b,dc=x'],
    ['the order of its parts', 'uid=b+cn=a,dc=x', 'cn=a+uid=b,dc=x'],
    ['an escaped space at the end', 'cn=Anna\\ ,dc=x', 'cn=Anna\\20,dc=x'],
    ['flat names', 'Anna Ast', 'ANNA AST'],
  ])('%s', (_, a, b) => expect(dnKey(a)).toBe(dnKey(b)))

  test.each([
    ['an escaped comma and a separator', 'cn=a\\,b', 'cn=a,b'],
    ['an escaped plus and a separator', 'cn=a\\+uid=b', 'cn=a+uid=b'],
    ['an escaped space and none', 'cn=Anna\\ ', 'cn=Anna'],
    ['another attribute', 'cn=anna', 'uid=anna'],
    ['another place', 'cn=anna,ou=a', 'cn=anna,ou=b'],
  ])('but not %s', (_, a, b) => expect(dnKey(a)).not.toBe(dnKey(b)))
})

test('a name comes apart at its separators alone', () => {
  expect(splitDn('cn=a\\,b,ou=c\\\\,dc=d')).toEqual(['cn=a\\,b', 'ou=c\\\\', 'dc=d'])
  expect(rdnOf('cn=a\\,b, ou=c')).toBe('cn=a\\,b')
  expect(parentDn('cn=a\\,b, ou=c,dc=d')).toBe('ou=c,dc=d')
  expect(parentDn('dc=d')).toBeUndefined()
  expect(depthOf('cn=a\\,b,ou=c')).toBe(2)
})

test.each([
  ['cn=a', true],
  ['flat', true],
  ['cn=a+uid=b,dc=x', true],
  ['', false],
  ['  ', false],
  ['=a', false],
  ['cn=a,,dc=x', false],
  ['cn=a,dc', false],
  ['cn=,dc=x', true],
])('%j is valid: %s', (dn, valid) => expect(isValidDn(dn)).toBe(valid))

test('any text escaped is one value again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), text => {
      const escaped = escapeDnValue(text)
      expect(splitDn(`cn=${escaped},dc=x`)).toHaveLength(2)
      expect(unescapeDnValue(escaped)).toBe(text)
    }),
  )
})

test('a key is the key of itself', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 4 }), parts => {
      const dn = parts.map(part => `cn=${escapeDnValue(part)}`).join(',')
      expect(dnKey(dnKey(dn))).toBe(dnKey(dn))
    }),
  )
})
