import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compiler, evaluate, scope } from '../support.js'
import { table } from './table.js'

const GUID = '382c74c3-721d-4f34-80e5-57653f6cbc27'
const BINARY = 'w3QsOB1yNE+A5VdlP2y8Jw=='

describe('between types', () => {
  table([
    ["CStr('a')", 'a'],
    ['CStr(cs.age) + cs.sn', '42Müller-Lüdenscheidt'],
    ['CStr(cs.active)', 'true'],
    ["CStr(CDate('2026-01-31T08:00:00.5Z'))", '2026-01-31T08:00:00.500Z'],
    ['CStr(cs.middleName)', undefined],
    ["CNum('12') + 1", '13'],
    ["CNum(' -7 ')", '-7'],
    ["CNum('&HF')", '15'],
    ["CNum('0x10')", '16'],
    ['CNum(cs.age)', '42'],
    ["CNum('1.5')", { error: 'no whole number' }],
    ["CNum('')", { error: 'no whole number' }],
    ["CNum('9223372036854775808')", { error: 'no whole number' }],
    ["CNum(['1', '2'])", ['1', '2']],
    ['CNum(cs.middleName)', undefined],
    ["CBool('True')", 'true'],
    ["CBool('0')", 'false'],
    ['CBool(-1)', 'true'],
    ['CBool(0)', 'false'],
    ['CBool(cs.active)', 'true'],
    ["CBool('yes')", { error: 'neither true nor false' }],
    ['CBool(cs.middleName)', undefined],
    ["CRef('CN=a,DC=test')", 'CN=a,DC=test'],
    ["CRef('a,CN=b')", { error: 'no distinguished name' }],
    ["CRef('')", { error: 'no distinguished name' }],
    ['CRef(cs.middleName)', undefined],
  ])
})

describe('base64 and hexadecimal', () => {
  table([
    ["ConvertToBase64('Hello world!')", 'SABlAGwAbABvACAAdwBvAHIAbABkACEA'],
    ["ConvertToBase64('ü', 'utf8')", 'w7w='],
    ["ConvertToBase64('')", undefined],
    ["ConvertToBase64('a', 'latin')", { error: 'Unicode, ASCII or UTF8' }],
    ["ConvertFromBase64('SABlAGwAbABvACAAdwBvAHIAbABkACEA')", 'Hello world!'],
    ["ConvertFromBase64('SGVsbG8gd29ybGQh', UTF8)", 'Hello world!'],
    ["ConvertFromBase64('SGVsbG8', ASCII)", 'Hello'],
    ["ConvertFromBase64('?')", { error: 'no base64' }],
    ['ConvertFromBase64(cs.middleName)', undefined],
    ["ConvertToUTF8Hex('Hello world!')", '48656C6C6F20776F726C6421'],
    ["ConvertToUTF8Hex('ü😀')", 'C3BCF09F9880'],
    ["ConvertToUTF8Hex('')", undefined],
    ["ConvertFromUTF8Hex('48656C6C6F20776F726C6421')", 'Hello world!'],
    ["ConvertFromUTF8Hex('c3bcF09F9880')", 'ü😀'],
    ["ConvertFromUTF8Hex('48G')", { error: 'not hexadecimal' }],
    ["ConvertFromUTF8Hex('')", undefined],
  ])

  test('a text comes back as it was', () => {
    const forth = compiler.compile(
      'ConvertFromUTF8Hex(ConvertToUTF8Hex(cs.sn)) + ConvertFromBase64(ConvertToBase64(cs.sn))',
    )
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), text => {
        expect(forth.evaluate(scope({ sn: [text] }))).toEqual([text + text])
      }),
    )
  })
})

describe('identifiers of Active Directory', () => {
  table([
    [`CGuid('${GUID}')`, BINARY],
    [`ConvertStringToGuid('{${GUID.toUpperCase()}}')`, BINARY],
    [`CGuid('{${GUID}')`, { error: 'is no GUID' }],
    ["CGuid('')", { error: 'is no GUID' }],
    ['CGuid(cs.middleName)', undefined],
    [`StringFromGuid('${BINARY}')`, GUID],
    ["StringFromGuid('AAAAAAAAAAAAAAAAAAAAAA==')", '00000000-0000-0000-0000-000000000000'],
    ["StringFromGuid('AAAA')", { error: '16 bytes, found 3' }],
    ['StringFromGuid(cs.photo)', { error: '16 bytes' }],
    ["StringFromSid('AQUAAAAAAAUVAAAAoGXPfnhLm1/nfIdw9AEAAA==')", 'S-1-5-21-2127521184-1604012920-1887927527-500'],
    ["ConvertSidToString('AQEAAAAAAAUSAAAA')", 'S-1-5-18'],
    ["StringFromSid('AQEAAAAAAAEAAAAA')", 'S-1-1-0'],
    ["StringFromSid('AQEBAgMEBQYAAAAA')", 'S-1-0x010203040506-0'],
    ["StringFromSid('AQUAAAAAAAUVAAAA')", { error: 'no security identifier' }],
    ["StringFromSid('')", { error: 'no security identifier' }],
  ])

  test('every GUID comes back as it was', () => {
    const back = compiler.compile('StringFromGuid(CGuid(cs.sn))')
    fc.assert(fc.property(fc.uuid(), guid => expect(back.evaluate(scope({ sn: [guid] }))).toEqual([guid])))
  })

  test('a binary result goes into a binary attribute', () => {
    expect(compiler.compile('CGuid(cs.sn)', 'binary').gives.type).toBe('string')
    expect(evaluate('IsGuid(cs.sn)', { sn: [GUID] })).toEqual(['true'])
  })
})
