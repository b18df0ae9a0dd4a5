import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compiler, evaluate, scope } from './support.js'

const isAscii = (text: string) => [...text].every(character => (character.codePointAt(0) ?? 0) < 128)

describe('functions', () => {
  test.each([
    ["LCase('ÅÉİß')", 'åéi̇ß'],
    ["UCase('straße')", 'STRASSE'],
    ["PCase('jean-luc o’NEILL müller')", 'Jean-Luc O’neill Müller'],
    ["PCase('ÉMILE ØST')", 'Émile Øst'],
    ["Trim('  a b ')", 'a b'],
    ["LTrim(' a ')", 'a '],
    ["RTrim(' a ')", ' a'],
    ["Left('abc', 2)", 'ab'],
    ["Left('abc', 9)", 'abc'],
    ["Left('abc', -1)", 'abc'],
    ["Left('😀bc', 1)", '😀'],
    ["Right('abc', 2)", 'bc'],
    ["Right('abc', 9)", 'abc'],
    ["Right('ab😀', 2)", 'b😀'],
    ["Mid('abcdef', 2, 3)", 'bcd'],
    ["Mid('abcdef', 5)", 'ef'],
    ["Mid('abc', 1, -1)", 'abc'],
    ["string(Len('a😀'))", '2'],
    ["Replace('a.b.c', '.', '')", 'abc'],
    ["Replace('abc', '', 'x')", 'abc'],
    ["Replace('abc', 'b', '$&')", 'a$&c'],
    ["Word('one  two three', 2)", 'two'],
    ["Word('a;b,c', 3, ';,')", 'c'],
    ["Join(['a', 'b'], '; ')", 'a; b'],
    ["Join(cs.phones, ',')", '+49 1,+49 2'],
    ["Split('a,b', ',')[1]", 'b'],
    ['EscapeDNComponent(\'Smith, "J"\')', 'Smith\\, \\"J\\"'],
    ["NormalizeAscii('Łukasz Žižka Øst Æon ß ñ İ')", 'Lukasz Zizka Ost AEon ss n I'],
    ["LCase(NormalizeAscii('Ánna' + '.' + 'Müller'))", 'anna.muller'],
    ["'a' + 'b'", 'ab'],
  ])('%s gives %s', (text, expected) => {
    expect(evaluate(text)).toEqual([expected])
  })

  test('a word that does not exist is empty, which is no value', () => {
    expect(evaluate("Word('one', 2)")).toBeUndefined()
    expect(evaluate("Word('one', 0)")).toBeUndefined()
  })

  test('NormalizeAscii gives ASCII for any text and leaves ASCII alone', () => {
    const normalize = compiler.compile('NormalizeAscii(cs.sn)')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), text => {
        const [result = ''] = normalize.evaluate(scope({ sn: [text] })) ?? []
        expect(isAscii(result)).toBe(true)
        if (isAscii(text)) expect(result).toBe(text)
      }),
    )
  })

  test('Left and Mid cut a text without loss', () => {
    const parts = compiler.compile('Left(cs.sn, cs.age) + Mid(cs.sn, cs.age + 1)')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(20), (text, at) => {
        expect(parts.evaluate(scope({ sn: [text], age: [`${at}`] }))).toEqual([text])
      }),
    )
  })
})
