import { expect, test } from '@jest/globals'
import { ProblemError } from '../../../src/model/problem.js'
import type { Attributes } from '../../../src/model/value.js'
import { evaluate } from '../support.js'

/** What an expression gives: one value, several, nothing, or the error that its problem mentions. */
export type Row = readonly [
  expression: string,
  gives: string | readonly string[] | undefined | { readonly error: string },
]

/** A test per row. Texts may hold anything, so that they are no format for titles. */
export function table(rows: readonly Row[], attributes?: Attributes): void {
  for (const [expression, gives] of rows) {
    test(expression, () => {
      if (typeof gives !== 'object' || Array.isArray(gives)) {
        expect(evaluate(expression, attributes)).toEqual(typeof gives === 'string' ? [gives] : gives)
        return
      }
      expect(problemOf(() => evaluate(expression, attributes))).toMatchObject({
        code: 'expression-failed',
        message: expect.stringContaining((gives as { error: string }).error),
      })
    })
  }
}

export function problemOf(work: () => unknown) {
  try {
    work()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
  throw new Error('Nothing was thrown')
}
