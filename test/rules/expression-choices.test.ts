import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { expressionCompiler } from '../../src/rules/expression.js'
import { AUTHORITATIVE_NULL, IGNORE_FLOW } from '../../src/rules/no-value.js'
import { problemOf, table } from './functions/table.js'
import { ANNA, ATTRIBUTES, compiler, evaluate, scope } from './support.js'

const outbound = expressionCompiler('mv', ATTRIBUTES)

describe('choices', () => {
  table([
    ["IIF(cs.active, 'yes', 'no')", 'yes'],
    ["IIF(cs.age > 50, 'old', NULL)", undefined],
    ["IIF(cs.age > 40, 'old', NULL)", 'old'],
    ["IIF(IsPresent(cs.middleName), cs.middleName, 'none')", 'none'],
    ["LCase(IIF(cs.active, 'YES', NULL))", 'yes'],
    ["LCase(IIF(!cs.active, 'YES', NULL))", undefined],
    ["LCase(cs.active ? null : 'YES')", undefined],
    ["Left(IIF(!cs.active, 'YES', NULL), 1) + 'x'", 'x'],
    ["IIF(cs.active, Null(), 'no')", undefined],
    ["Switch(cs.age < 18, 'minor', cs.age < 65, 'adult', true, 'senior')", 'adult'],
    ["Switch(cs.age < 18, 'minor')", undefined],
    ["Switch(cs.age < 18, 'minor', true, NULL)", undefined],
    ["Switch(true, 'first', cs.age / 0 == 1, 'never')", 'first'],
    ["Switch(IsPresent(cs.middleName), cs.middleName, true, Error('No middle name'))", { error: 'No middle name' }],
    ["LCase(Switch(false, 'X')) + 'x'", undefined],
    ["IIF(IsNull(Switch(false, 'X')), 'none', 'some')", 'none'],
    ["Switch(cs.middleName == 'x', 'a', true, 'b')", undefined],
  ])

  test('a choice between more than 16 is told', () => {
    const many = Array.from({ length: 17 }, (_, i) => `cs.age == ${i}, '${i}'`).join(', ')
    expect(problemOf(() => compiler.compile(`Switch(${many})`)).message).toContain('maxCallArguments')
  })
})

describe('loops and names', () => {
  table([
    ["Select(item, cs.phones, Replace(item, '+', '00'))", ['0049 1', '0049 2']],
    ['Select(p, cs.ports, p + 1)', ['81', '444']],
    ["Select(p, cs.phones, IIF(p.endsWith('1'), p, NULL))", ['+49 1']],
    ['Select(p, cs.phones, p + cs.middleName)', undefined],
    ['Select(p, [], p)', undefined],
    ['string(Count(Select(p, cs.phones, LCase(p))))', '2'],
    ["Select(a, ['1', '2'], Join(Select(b, ['x', 'y'], a + b), ''))", ['1x1y', '2x2y']],
    ["Where(item, cs.phones, item.endsWith('2'))", ['+49 2']],
    ['Where(p, cs.ports, p > 100)', ['443']],
    ['Where(p, cs.phones, p == cs.middleName)', undefined],
    ['Where(p, cs.phones, Contains(cs.phones, p) == 2)', ['+49 2']],
    ['Item(Where(p, cs.ports, p > 100), 1) + 1', '444'],
    ["With(x, Left(cs.givenName, 1), x + '-' + x)", 'Å-Å'],
    ['With(n, cs.age + 1, IIF(n > 40, n, NULL))', '43'],
    ["With(x, cs.middleName, 'unused')", undefined],
    ["With(found, Where(p, cs.phones, p.endsWith('2')), IIF(Count(found) > 0, found, NULL))", ['+49 2']],
    ["With(a, 'x', With(b, a + 'y', With(a, b + 'z', a)))", 'xyz'],
  ])

  test('an inner name does not stay in the outer one', () => {
    const nested = compiler.compile('Select(x, cs.phones, Join(Select(y, Split(x, ","), x + y), ""))')
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}(,[a-z]{1,3}){0,2}$/), { minLength: 1 }), phones => {
        const expected = phones.map(x =>
          x
            .split(',')
            .map(y => x + y)
            .join(''),
        )
        expect(nested.evaluate(scope({ phones }))).toEqual([...new Set(expected)])
      }),
    )
  })

  test('a list from a loop has the type of its values', () => {
    expect(compiler.compile('Select(p, cs.phones, Len(p))').gives).toEqual({ type: 'number', multivalued: true })
    expect(compiler.compile('Where(p, cs.phones, true)').gives).toEqual({ type: 'string', multivalued: true })
    expect(compiler.compile('Item(cs.ports, 1)').gives).toEqual({ type: 'number', multivalued: false })
  })
})

describe('no value', () => {
  test.each([
    ['AuthoritativeNull'],
    ['IIF(IsPresent(cs.middleName), cs.middleName, AuthoritativeNull)'],
    ["Switch(false, 'a', true, AuthoritativeNull)"],
    ["With(x, cs.sn, IIF(x == '', x, AuthoritativeNull))"],
    ['LCase(IIF(cs.active, AuthoritativeNull, cs.sn))'],
  ])('%s is authoritative', text => {
    expect(evaluate(text)).toBe(AUTHORITATIVE_NULL)
    expect(outbound.compile(text.replaceAll('cs.', 'mv.')).evaluate(scope(ANNA))).toBe(AUTHORITATIVE_NULL)
  })

  test('IgnoreThisFlow is no contribution inbound, and leaves the attribute alone outbound', () => {
    expect(evaluate("IIF(cs.active, IgnoreThisFlow, 'x')")).toBeUndefined()
    const exported = outbound.compile("IIF(mv.active, IgnoreThisFlow, 'x')")
    expect(exported.evaluate(scope(ANNA))).toBe(IGNORE_FLOW)
    expect(exported.evaluate(scope({ active: ['false'] }))).toEqual(['x'])
    expect(IGNORE_FLOW).not.toBe(AUTHORITATIVE_NULL)
  })

  test('a branch without a value takes the type of the others', () => {
    for (const word of ['NULL', 'Null()', 'null', 'AuthoritativeNull', 'IgnoreThisFlow', "Error('x')"]) {
      expect(compiler.compile(`IIF(cs.active, cs.age, ${word})`, 'number').gives.type).toBe('number')
      expect(compiler.compile(`Switch(cs.active, ${word}, true, cs.age)`, 'number').gives.type).toBe('number')
      expect(compiler.compile(`cs.active ? ${word} : cs.age`, 'number').gives.type).toBe('number')
    }
  })

  test('makes a condition false', () => {
    for (const text of ['NULL', 'IIF(cs.active, NULL, true)', 'AuthoritativeNull', 'IgnoreThisFlow', 'Null()'])
      expect(compiler.compile(text, 'condition').test(scope(ANNA))).toBe(false)
  })

  test('what Left reads is not required, what it is added to is', () => {
    expect(evaluate('Left(cs.middleName, 1) + cs.sn')).toEqual(ANNA.sn)
    expect(evaluate('Left(cs.sn, cs.age) + cs.middleName')).toBeUndefined()
    expect([...compiler.compile('Left(cs.middleName, 1)').reads]).toEqual(['middleName'])
  })
})

describe('imported values', () => {
  table([
    ["ImportedValue('sn')", 'Müller-Lüdenscheidt'],
    ["ImportedValue('phones')", ['+49 1', '+49 2']],
    ["ImportedValue('middleName')", undefined],
    ["ImportedValue('age') + 1", '43'],
    ["IIF(IsPresent(ImportedValue('middleName')), 'some', 'none')", 'none'],
  ])

  test('are read, so that a change of them counts', () => {
    expect([...compiler.compile("ImportedValue('sn') + cs.givenName").reads].sort()).toEqual(['givenName', 'sn'])
  })
})

test('an error of the rule has its own message, and names the expression', () => {
  const problem = problemOf(() => evaluate("IIF(IsPresent(cs.middleName), cs.sn, Error('No ' + 'name for ' + cs.sn))"))
  expect(problem).toMatchObject({ code: 'expression-failed', message: 'No name for Müller-Lüdenscheidt' })
  expect(problem.hint).toContain('IIF(IsPresent(cs.middleName)')
})

describe('values that differ each time', () => {
  test.each([
    ["'x' + Guid()", 7],
    ['RandomNum(1, 6)', 1],
    ["IIF(cs.active, FormatDateTime(Now(), 'yyyy'), 'x')", 31],
    ['Select(p, cs.phones, p + Guid())', 26],
  ])('%s is refused', (text, column) => {
    expect(problemOf(() => compiler.compile(text))).toMatchObject({
      code: 'configuration.invalid',
      message: expect.stringContaining('never settle'),
      hint: expect.stringContaining('initialOnly'),
      where: { column },
    })
    expect(compiler.compile(text, undefined, { once: true }).volatile).toBe(true)
  })

  const once = (text: string) => compiler.compile(text, undefined, { once: true }).evaluate(scope(ANNA))?.[0] ?? ''

  test('are what they are called where a value is decided once', () => {
    expect(compiler.compile('cs.sn', undefined, { once: true }).volatile).toBe(false)
    expect(once('Guid()')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(once('Guid()')).not.toBe(once('Guid()'))
    const before = Date.now()
    const now = Date.parse(once('CStr(Now())'))
    expect(now).toBeGreaterThanOrEqual(before)
    expect(now).toBeLessThanOrEqual(Date.now())
    expect(problemOf(() => once('RandomNum(2, 1)')).message).toContain('the first is greater')
  })

  test('a random number is any of its range, and no other', () => {
    const die = compiler.compile('RandomNum(-1, 1)', undefined, { once: true })
    const seen = new Set(Array.from({ length: 300 }, () => die.evaluate(scope(ANNA))?.[0]))
    expect([...seen].sort()).toEqual(['-1', '0', '1'])
    expect(once('RandomNum(7, 7)')).toBe('7')
  })
})
