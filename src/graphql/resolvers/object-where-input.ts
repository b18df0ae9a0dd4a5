import type { ObjectWhere } from '../../service/object-where.js'
import { keyOf } from '../node-id.js'
import type { MetaverseObjectWhere } from '../types/inputs.js'
import { given } from './arguments.js'

/** A search for metaverse objects as the service knows it. @throws ProblemError `request.invalid` for an id that is none */
export function whereOf(input: MetaverseObjectWhere): ObjectWhere {
  const { refersTo, and, or, not, ...rest } = given(input)
  return {
    ...rest,
    ...(refersTo !== undefined && { refersTo: keyOf('MetaverseObject', refersTo) }),
    ...(and && { and: and.map(whereOf) }),
    ...(or && { or: or.map(whereOf) }),
    ...(not && { not: whereOf(not as MetaverseObjectWhere) }),
  } as ObjectWhere
}
