import type { Problem } from '../../../model/problem.js'
import { type Check, ConnectorError } from '../../connector.js'
import { readTrouble } from './trouble.js'

/** What one look at a directory found: what is well, or what is worth a warning. */
export type Finding = string | { readonly warning: string; readonly problem: Problem }

/** Looks at one thing; whatever stops the look is a check that failed. */
export async function look(name: string, work: () => Promise<Finding>): Promise<Check> {
  try {
    const found = await work()
    if (typeof found === 'string') return { name, outcome: 'passed', message: found }
    return { name, outcome: 'warning', message: found.warning, problem: found.problem }
  } catch (error) {
    const { problem } = error instanceof ConnectorError ? error : readTrouble(error, name)
    return { name, outcome: 'failed', message: problem.message, problem }
  }
}

export const warn = (code: Problem['code'], message: string, hint: string): Finding => ({
  warning: message,
  problem: { code, message, hint },
})
