import { type Problem, ProblemError } from '../../model/problem.js'

/** Ends the write of one object; what was begun is taken back. */
export class Refused extends ProblemError {}

export const refused = (code: Problem['code'], message: string, where: Problem['where'], hint?: string): Refused =>
  new Refused({ code, message, ...(hint !== undefined && { hint }), ...(where !== undefined && { where }) })
