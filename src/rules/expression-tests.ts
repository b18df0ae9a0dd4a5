import type { ASTNode } from '@marcbachmann/cel-js'
import { type Macro, valueOrNothing } from './expression-node.js'
import { isAbsence } from './expression-signals.js'
import { isCertificate } from './functions/certificate/functions.js'
import { numberOf } from './functions/conversion.js'
import { dateOf } from './functions/date-parse.js'
import { isGuid } from './functions/identifiers.js'

interface ValueTest {
  readonly description: string
  /** Is asked with undefined when there is no value. */
  readonly holds: (value: unknown) => boolean
}

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0)
const isPresent = (value: unknown): boolean => !isNothing(value) && value !== ''
const isText = (value: unknown): value is string => typeof value === 'string'

/** Questions about a value that can be asked when there is none: an absent attribute never makes them fail. */
export const VALUE_TESTS: Readonly<Record<string, ValueTest>> = {
  IsPresent: { description: 'Whether there is a value: neither absent nor empty', holds: isPresent },
  IsNullOrEmpty: { description: 'Whether there is no value, or an empty text', holds: value => !isPresent(value) },
  IsNull: { description: 'Whether there is no value', holds: isNothing },
  IsEmpty: { description: 'Whether there is a text, which is empty', holds: value => value === '' },
  IsString: {
    description: 'Whether CStr would give a text',
    holds: value => isText(value) || typeof value === 'bigint' || typeof value === 'boolean' || value instanceof Date,
  },
  IsNumeric: {
    description: 'Whether CNum would give a number',
    holds: value => typeof value === 'bigint' || (isText(value) && numberOf(value) !== undefined),
  },
  IsDate: {
    description: 'Whether CDate would give a date',
    holds: value => value instanceof Date || (isText(value) && dateOf(value) !== undefined),
  },
  IsGuid: { description: 'Whether CGuid would give a GUID', holds: value => isText(value) && isGuid(value) },
  IsCert: { description: 'Whether it is a certificate', holds: value => isText(value) && isCertificate(value) },
}

/** Asks about the value of a node. */
export function valueTest(node: ASTNode, name: string): Macro {
  const holds = VALUE_TESTS[name]?.holds ?? isPresent
  const valueIn = valueOrNothing(node, isAbsence)
  return {
    async: false,
    typeCheck(checker, _macro, context) {
      checker.check(node, context)
      return checker.getType('bool')
    },
    evaluate: (evaluator, _macro, context) => holds(valueIn(evaluator, context)),
  }
}
