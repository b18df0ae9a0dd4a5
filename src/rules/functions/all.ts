import { CERTIFICATE } from './certificate/functions.js'
import { CONVERSION } from './conversion.js'
import { DATES } from './date.js'
import { DIRECTORY } from './directory.js'
import { type ExpressionFunction, expanded, nameOf } from './function.js'
import { MATH } from './math.js'
import { MULTI_VALUE } from './multi-value.js'
import { SEARCH } from './search.js'
import { TEXT } from './text.js'

/** All functions besides CEL's own and the macros, which see their parameters before they are evaluated. */
export const EXPRESSION_FUNCTIONS: readonly ExpressionFunction[] = expanded([
  ...TEXT,
  ...SEARCH,
  ...CONVERSION,
  ...DATES,
  ...DIRECTORY,
  ...MATH,
  ...MULTI_VALUE,
  ...CERTIFICATE,
])

const named = (flag: 'absentIsEmpty' | 'volatile'): ReadonlySet<string> =>
  new Set(EXPRESSION_FUNCTIONS.filter(each => each[flag] === true).map(nameOf))

/** Functions whose first parameter may be absent: it counts as an empty text. */
export const ABSENT_IS_EMPTY = named('absentIsEmpty')

/** Functions that give something else each time. */
export const VOLATILE = named('volatile')

/** Words that MIM and Entra write without quotes as parameters. */
export const WORDS = [
  'Unicode',
  'ASCII',
  'UTF8',
  'vbTextCompare',
  'vbBinaryCompare',
  'CaseInsensitive',
  'CaseSensitive',
] as const
