import type { ProblemCode } from '../../model/problem.js'

/** What the hub itself finds wrong with what code does or answers. */
export class Failure extends Error {
  readonly code: ProblemCode
  readonly hint: string | undefined
  constructor(code: ProblemCode, message: string, hint?: string) {
    super(message)
    this.code = code
    this.hint = hint
  }
}
