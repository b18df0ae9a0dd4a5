import { describe, expect, test } from '@jest/globals'
import { ProblemError } from '../../src/model/problem.js'
import { type ExpectedResult, expressionCompiler } from '../../src/rules/expression.js'
import { ANNA, ATTRIBUTES, compiler, scope } from './support.js'

function problemOf(text: string, expected?: ExpectedResult) {
  try {
    compiler.compile(text, expected)
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
  throw new Error(`${text} compiled`)
}

describe('wrong expressions are told at compile time', () => {
  test.each<[string, number, string, string | undefined]>([
    ['cs.givenName + cs.surname', 16, 'Unknown attribute cs.surname', undefined],
    ['cs.givenNmae', 1, 'Unknown attribute cs.givenNmae', 'Did you mean givenName?'],
    ["has(cs.givenNam) ? 'a' : 'b'", 5, 'Unknown attribute cs.givenNam', 'Did you mean givenName?'],
    ['cs.age + cs.sn', 1, '+ does not work between int and string', 'Make both text: string(…).'],
    ['cs.sn + 1', 1, '+ does not work between string and int', 'Make both text: string(…).'],
    ["cs.active ? 'a' : 1", 1, 'Ternary branches must have the same type', 'null as the last word'],
    ['lower(cs.sn)', 1, 'Unknown function lower', 'Did you mean LCase?'],
    ['Lcasee(cs.sn)', 1, 'Unknown function Lcasee', 'Did you mean LCase?'],
    ["Left(cs.sn, 'a')", 1, 'Left(string, string) does not exist', 'Left(string, int): string'],
    ['mv.sn', 1, 'Unknown name mv', 'sees the entry as cs'],
    ["sn + 'a'", 1, 'Unknown name sn', 'Write cs.sn'],
    ['cs.sn +', 8, '', 'Expressions are CEL'],
    ['', 1, 'empty', undefined],
    ['cs', 1, 'attribute by attribute', 'Write cs.attribute'],
    ["cs['s' + 'n']", 1, 'attribute by attribute', undefined],
    ['cs.manager', 1, 'is a reference', 'Flow references directly'],
    ["{'a': 1}", 1, 'gives map', 'string(…)'],
    ['1.5', 1, 'gives double', 'string(…)'],
    ["'a' + null", 1, '+ does not work between string and null', undefined],
    ["IIF('a', 'b', 'c')", 5, 'IIF needs a condition', undefined],
    ["IIF(true, 'b', 1)", 16, 'one type', undefined],
  ])('%s', (text, column, message, hint) => {
    const problem = problemOf(text)
    expect(problem.code).toBe('configuration.invalid')
    expect(problem.message).toContain(message)
    expect(problem.where).toMatchObject({ line: 1 })
    if (hint !== undefined) expect(problem.hint).toContain(hint)
    expect([text, problem.where?.column]).toEqual([text, column])
  })

  test.each<[string, ExpectedResult, string]>([
    ['cs.sn', 'condition', 'gives string where condition is expected'],
    ['cs.phones', 'condition', 'gives a list of string where condition'],
    ['cs.age', 'string', 'gives number where string is expected'],
    ['cs.sn', 'number', 'gives string where number is expected'],
    ['cs.ports', 'string', 'gives a list of number where string is expected'],
    ['cs.active', 'number', 'gives boolean'],
  ])('%s as %s', (text, expected, message) => {
    expect(problemOf(text, expected).message).toContain(message)
  })

  test.each<[string, ExpectedResult]>([
    ['cs.active', 'condition'],
    ['cs.photo', 'binary'],
    ["bytes('x')", 'binary'],
    ['null', 'number'],
    ['cs.phones', 'string'],
    ['int(cs.sn)', 'number'],
  ])('%s is good as %s', (text, expected) => {
    expect(compiler.compile(text, expected).text).toBe(text)
  })

  test('the place counts lines', () => {
    expect(problemOf('cs.sn +\n  cs.nope').where).toEqual({ line: 2, column: 3 })
  })
})

describe('failures while running', () => {
  test.each<[string, string]>([
    ['cs.age / 0', 'division by zero'],
    ['cs.phones[7]', 'index out of bounds'],
    ['int(cs.sn)', 'int()'],
    ['[dyn(1.5)]', 'fraction 1.5'],
  ])('%s throws expression-failed', (text, reason) => {
    const expression = compiler.compile(text)
    let thrown: unknown
    try {
      expression.evaluate(scope(ANNA))
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(ProblemError)
    expect((thrown as ProblemError).problem).toMatchObject({ code: 'expression-failed' })
    expect((thrown as ProblemError).problem.message.toLowerCase()).toContain(reason.toLowerCase())
    expect((thrown as ProblemError).problem.message).toContain(text)
  })

  test('a value that is no number names the expression', () => {
    expect(() => compiler.compile('cs.age + 1').evaluate(scope({ age: ['old'] }))).toThrow(/cs\.age \+ 1 failed/)
  })
})

describe('wrong uses of functions', () => {
  test.each<[string, string, string | undefined]>([
    ["Left(1, 'a')", 'Left(int, string) does not exist', 'Left(string, int)'],
    ["Contains('abc', 'a')", 'Contains(string, string) does not exist', 'list<string>'],
    ["DateAdd('d', 1, cs.sn)", 'does not exist', 'Timestamp'],
    ['Eq(cs.sn, 1)', 'does not exist', 'Eq(string, string)'],
    ['BitAnd(cs.sn, 1)', 'does not exist', 'BitAnd(int, int)'],
    ["CDate('2026-01-31')", 'a point in time', 'FormatDateTime'],
    ['Select(cs.sn, cs.phones, 1)', 'Select begins with a name', undefined],
    ['Select(cs, cs.phones, cs.sn)', 'Select begins with a name', undefined],
    ['Select(p, cs.sn, p)', 'Select needs a list', undefined],
    ['Where(p, cs.phones, p)', 'Where needs a condition', undefined],
    ['Where(p, cs.age, true)', 'Where needs a list', undefined],
    ["With('x', 1, 2)", 'With begins with a name', undefined],
    ["Switch(cs.sn, 'a')", 'Switch needs a condition', undefined],
    ["Switch(true, 'a', false, 1)", 'one type', undefined],
    ["Switch(true, 'a', false)", 'Switch', undefined],
    ['Error(1)', 'Error takes a text', undefined],
    ['ImportedValue(cs.sn)', 'in quotes', undefined],
    ["ImportedValue('nope')", 'Unknown attribute cs.nope', undefined],
    ["ImportedValue('manager')", 'is a reference', undefined],
    ['lcase(cs.sn)', 'Unknown function lcase', 'Did you mean LCase?'],
    ["FormatDate(Now(), 'd')", 'never settle', 'initialOnly'],
    ["'a' & 'b'", 'Unexpected character: &', '+'],
    ['Select($item, cs.phones, 1)', 'Unexpected character: $', 'no $'],
    ["cs.sn = 'a'", 'Unexpected character: =', '=='],
    ['item', 'Unknown name item', undefined],
  ])('%s', (text, message, hint) => {
    const problem = problemOf(text)
    expect(problem.code).toBe('configuration.invalid')
    expect(problem.message).toContain(message)
    if (hint !== undefined) expect(problem.hint).toContain(hint)
    expect(problem.where).toMatchObject({ line: 1, column: expect.any(Number) })
  })

  test('outbound rules have no imported values', () => {
    const outbound = expressionCompiler('mv', ATTRIBUTES)
    expect(() => outbound.compile("ImportedValue('sn')")).toThrow(/inbound rules/)
  })

  test.each([["'a' + NULL"], ['NULL == cs.sn'], ["Error('x') + 1"], ["IIF(cs.active, NULL, NULL) + 'a'"], ['-NULL']])(
    '%s gives nothing, an error or a problem, and never a fault',
    text => {
      try {
        expect(compiler.compile(text).evaluate(scope(ANNA))).toBeUndefined()
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemError)
      }
    },
  )
})
