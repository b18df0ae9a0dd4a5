import { describe } from '@jest/globals'
import { table } from './table.js'

describe('case', () => {
  table([
    ["LCase('ÅÉİß')", 'åéi̇ß'],
    ["LowerCase('TeSt')", 'test'],
    ["LCase(['A', 'Ö'])", ['a', 'ö']],
    ['LCase(cs.middleName)', undefined],
    ["UCase('straße')", 'STRASSE'],
    ["UpperCase('test')", 'TEST'],
    ["UCase('')", undefined],
    ["PCase('TEsT')", 'Test'],
    ["ProperCase('britta simon')", 'Britta Simon'],
    ["ProperCase(' TEsT')", ' Test'],
    ["PCase('jean-luc o’NEILL müller')", 'Jean-Luc O’neill Müller'],
    ['PCase(cs.middleName)', undefined],
    ["NormalizeAscii('Łukasz Žižka')", 'Lukasz Zizka'],
    ["NormalizeAscii(['é', 'ß'])", ['e', 'ss']],
    ['NormalizeAscii(cs.middleName)', undefined],
  ])
})

describe('white space', () => {
  table([
    ["Trim('  a b ')", 'a b'],
    ["Trim(' ')", undefined],
    ["Trim([' a', 'b ', 'b'])", ['a', 'b']],
    ["LTrim(' a ')", 'a '],
    ["LTrim('\\t\\u00a0a')", 'a'],
    ['LTrim(cs.middleName)', undefined],
    ["RTrim(' a ')", ' a'],
    ["RTrim('')", undefined],
    ["RTrim(['a ', 'b'])", ['a', 'b']],
    ['string(Len(CRLF()))', '2'],
    ["'a' + CRLF() + 'b'", 'a\r\nb'],
    ["Replace('a' + CRLF() + 'b', '\\\\r\\\\n', ', ')", 'a, b'],
  ])
})

describe('parts', () => {
  table([
    ["Left('Britta Simon', 3)", 'Bri'],
    ["Left('abc', 9)", 'abc'],
    ["Left('abc', 0)", undefined],
    ["Left('abc', -1)", 'abc'],
    ["Left('😀bc', 1)", '😀'],
    ["Left(['abc', 'xyz'], 1)", ['a', 'x']],
    ["Left(cs.middleName, 1) + 'x'", 'x'],
    ["Left(LCase(cs.middleName), 1) + 'x'", 'x'],
    ["Left(NULL, 1) + 'x'", 'x'],
    ["Right('Britta Simon', 3)", 'mon'],
    ["Right('abc', 0)", undefined],
    ["Right('abc', -1)", 'abc'],
    ["Right('ab😀', 2)", 'b😀'],
    ["Right(cs.middleName, 1) + 'x'", 'x'],
    ["Mid('Britta Simon', 3, 5)", 'itta '],
    ["Mid('John Doe', 6, 999)", 'Doe'],
    ["Mid('abc', 1, -1)", 'abc'],
    ["Mid('abc', 2, 0)", undefined],
    ["Mid('abc', 4, 1)", 'abc'],
    ["Mid('abc', 0, 1)", 'abc'],
    ["Mid('abc', -5, 1)", 'abc'],
    ["Mid('a😀c', 2, 1)", '😀'],
    ["Mid('abcdef', 5)", 'ef'],
    ["Mid('abc', 9)", undefined],
    ["Mid(['abc', 'xyz'], 2, 1)", ['b', 'y']],
    ["Mid(cs.middleName, 1, 1) + 'x'", 'x'],
    ["Mid(cs.middleName, 2) + 'x'", 'x'],
    ["string(Len('a😀'))", '2'],
    ["string(Len(''))", '0'],
    ['Len(cs.middleName)', undefined],
    ["Len(['a', 'bc'])", ['1', '2']],
  ])
})

describe('padding and joining', () => {
  table([
    ["PadLeft('User', 10, '0')", '000000User'],
    ["LeftPad('User', 2, '0')", 'User'],
    ["PadLeft(42, 4, '0')", '0042'],
    ["PadLeft('a', 3, '😀')", '😀😀a'],
    ["PadLeft('a', -3, '0')", 'a'],
    ["PadLeft(cs.middleName, 3, '0') + 'x'", 'x'],
    ["PadLeft('a', 3, '')", { error: 'must be one character' }],
    ["PadLeft('a', 3, 'xy')", { error: 'must be one character' }],
    ["PadLeft('a', 9999999999, 'x')", { error: 'at most 100000' }],
    ["PadRight('User', 10, '0')", 'User000000'],
    ["RightPad(9, 4, '0')", '9000'],
    ["PadRight(['a', 'bc'], 2, '.')", ['a.', 'bc']],
    ["PadRight(cs.middleName, 3, '0') + 'x'", 'x'],
    ["Concatenate('a', 'b')", 'ab'],
    ["Concatenate('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j')", 'abcdefghij'],
    ["Concatenate(cs.middleName, 'b')", undefined],
  ])
})

describe('finding', () => {
  table([
    ["InStr('The quick brown fox', 'quick')", '5'],
    ["InStr('repEated', 'e', 3, vbBinaryCompare)", '7'],
    ["InStr('repEated', 'e', 3, vbTextCompare)", '4'],
    ["InStr('abc', 'x')", '0'],
    ["InStr('😀b', 'b')", '2'],
    ["InStr('abcabc', 'a', 2)", '4'],
    ["InStr('abc', 'a', 9)", '0'],
    ["InStr('abc', 'a', 0)", { error: 'starts at 1' }],
    ["InStr('abc', 'a', 1, 'loosely')", { error: 'vbTextCompare' }],
    ["InStr(cs.middleName, 'a')", undefined],
    ["InStrRev('abbcdbbbef', 'bb')", '7'],
    ["InStrRev('abbcdbbbef', 'bb', 7)", '6'],
    ["InStrRev('aXa', 'x', 3, vbTextCompare)", '2'],
    ["InStrRev('abc', 'x')", '0'],
    ["InStrRev('abc', 'a', -1)", { error: 'starts at 1' }],
    ["Word('The quick brown fox', 3, ' ')", 'brown'],
    ["Word('Test;of%function;', 3, ';$&%')", 'function'],
    ["Word('Test;;Function', 2, ';')", undefined],
    ["Word('Test;of', 0, ';')", undefined],
    ["Word('Test;of', -1, ';')", undefined],
    ["Word('Test;of', 9, ';')", undefined],
    ["Word('a😀b', 2, '😀')", 'b'],
    ["Word(cs.middleName, 1, ' ') + 'x'", 'x'],
    ["Word(' one  two', 2)", 'two'],
    ["Word(cs.middleName, 1) + 'x'", 'x'],
  ])
})

describe('replacing', () => {
  table([
    ["Replace('a.b.c', '.', '')", 'abc'],
    ["Replace('abc', '', 'x')", 'abc'],
    ["Replace('abc', 'b', '$&')", 'a$&c'],
    ["ReplaceString('One\\n\\rWay', '\\\\n\\\\r', ' ')", 'One Way'],
    ["Replace(['a-b', 'c-d'], '-', '')", ['ab', 'cd']],
    ["Replace(cs.middleName, 'a', 'b')", undefined],
    ["ReplaceChars('Räksmörgås', '’:,Å:A,Ä:A,Ö:O,å:a,ä:a,ö:o')", 'Raksmorgas'],
    ["ReplaceChars('O’Neil', '’:')", 'ONeil'],
    ["ReplaceChars('Öö', 'ö : oe')", 'Öoe'],
    ["ReplaceChars('a😀', '😀:!')", 'a!'],
    ["ReplaceChars('a', 'ab:c')", { error: 'one character before each colon' }],
    ["ReplaceChars('a', 'a,b')", { error: "found 'a'" }],
    ["ReplaceChars('a', '')", { error: 'one character before each colon' }],
    ["ReplaceChars(cs.middleName, 'a:b')", undefined],
  ])
})
