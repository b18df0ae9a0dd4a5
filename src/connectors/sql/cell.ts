import type { Problem, ProblemPlace } from '../../model/problem.js'
import type { AttributeDefinition, Value } from '../../model/value.js'
import { isBase64 } from '../kit/value.js'
import { isNumeric } from './convert.js'
import type { Column } from './driver.js'
import { Refused } from './refused.js'

type Place = Pick<ProblemPlace, 'dn'>

/** A value as its column takes it. @throws Refused when the column cannot hold it. */
export function encodeCell({ name, type }: AttributeDefinition, value: Value, { kind }: Column, where: Place): string {
  const refuse = (code: Problem['code'], message: string) =>
    new Refused({ code, message, hint: 'Correct the flow that gives the value.', where: { ...where, attribute: name } })
  if (!value.isWellFormed())
    throw refuse('invalid-attribute-value', 'The value holds half a character (a lone surrogate).')
  if (kind === 'binary' && !isBase64(value))
    throw refuse('invalid-base64-value', 'The column holds bytes, and the value is no base64.')
  if (type === 'boolean' && isNumeric(kind)) return value === 'true' ? '1' : '0'
  return value
}
