import { describe, expect, test } from '@jest/globals'
import type { ProblemError } from '../../src/model/problem.js'
import { expressionCompiler } from '../../src/rules/expression.js'
import { flowValues, sourceValues } from '../../src/rules/flow.js'
import { joinValues } from '../../src/rules/join.js'
import type { ValueSource } from '../../src/rules/rule-set.js'

const scope = { attributes: { sn: ['Meier'], mail: ['A@X', 'a@x', 'Ü@x'] }, dn: 'cn=a', objectType: 'user' }
const direct = (attribute: string): ValueSource => ({ kind: 'direct', attribute })
const compiler = expressionCompiler('cs', new Map([['sn', { name: 'sn', type: 'string', multivalued: false }]]))
const expression = (text: string): ValueSource => ({ kind: 'expression', expression: compiler.compile(text) })

describe('sources', () => {
  test.each<[string, ValueSource, readonly string[] | undefined]>([
    ['an attribute', direct('sn'), ['Meier']],
    ['an absent attribute', direct('nope'), undefined],
    ['the name', direct('dn'), ['cn=a']],
    ['a constant', { kind: 'constant', values: ['x'] }, ['x']],
    ['no constant', { kind: 'constant', values: [] }, undefined],
    ['an expression', expression("cs.sn + '!'"), ['Meier!']],
    ['an expression that gives nothing', expression("cs.sn == 'x' ? 'y' : null"), undefined],
  ])('%s', (_, source, expected) => {
    expect(sourceValues(source, scope)).toEqual(expected)
  })
})

describe('multiplicity', () => {
  test('several values cannot go into a single-valued attribute', () => {
    let problem: unknown
    try {
      flowValues(direct('mail'), scope, { name: 'email', multivalued: false })
    } catch (error) {
      problem = (error as ProblemError).problem
    }
    expect(problem).toMatchObject({
      code: 'flow-multi-values-to-single-value',
      message: 'mail has 3 values, but email takes one',
      where: { attribute: 'email' },
    })
  })

  test('one value of a multi-valued source can; several go into a multi-valued target', () => {
    const one = { attributes: { mail: ['a@x'] }, objectType: 'user' }
    expect(flowValues(direct('mail'), one, { name: 'email', multivalued: false })).toEqual(['a@x'])
    expect(flowValues(direct('mail'), scope, { name: 'otherMailbox', multivalued: true })).toHaveLength(3)
    expect(flowValues(direct('nope'), scope, { name: 'email', multivalued: false })).toBeUndefined()
  })
})

describe('join values', () => {
  const criterion = (...sources: [string, ValueSource][]) => ({
    rule: 1,
    metaverseType: 'person',
    mappings: sources.map(([metaverseAttribute, source]) => ({ metaverseAttribute, source })),
    resolution: undefined,
  })

  test('are search keys: without case, each once', () => {
    expect(joinValues(criterion(['mail', direct('mail')], ['sn', expression('cs.sn')]), scope)).toEqual([
      { metaverseAttribute: 'mail', keys: ['a@x', 'ü@x'] },
      { metaverseAttribute: 'sn', keys: ['meier'] },
    ])
  })

  test('are undefined when one source has no value', () => {
    expect(joinValues(criterion(['sn', direct('sn')], ['mail', direct('nope')]), scope)).toBeUndefined()
    expect(joinValues(criterion(['sn', { kind: 'constant', values: [''] }]), scope)).toBeUndefined()
    expect(joinValues(criterion(), scope)).toBeUndefined()
  })
})
