import { EvaluationError } from '@marcbachmann/cel-js'
import { readOf } from './expression-node.js'

/** How an expression ends without a value. Thrown, because it ends from within: these are made once, for they are frequent. */
class Signal extends Error {
  override name = 'Signal'
}

/** There is no value here: as when an absent attribute is read. */
export const ABSENT = new Signal('there is no value')

/** `AuthoritativeNull`: the flow decides that there is no value. */
export const BLOCKED = new Signal('AuthoritativeNull')

/** `IgnoreThisFlow`: as if there were no such flow. */
export const IGNORED = new Signal('IgnoreThisFlow')

/** `Error('…')`: the rule itself finds something wrong. */
export class RaisedError extends Error {
  override name = 'RaisedError'
}

/** Whether an error says that an attribute of the object is absent, rather than that something is wrong. */
export function isAbsence(error: unknown): boolean {
  if (error === ABSENT) return true
  if (!(error instanceof EvaluationError) || error.code !== 'no_such_key') return false
  const read = error.node && readOf(error.node)
  return read?.variable === 'cs' || read?.variable === 'mv'
}
