import { ProblemError } from '../model/problem.js'
import type { FeedPlace } from '../storage/read/farm-changes.js'

export const printPlace = ({ transaction, sequence, at }: FeedPlace): string =>
  Buffer.from(JSON.stringify(['v1', transaction, sequence, at])).toString('base64url')

/** @throws ProblemError `request.invalid` */
export function parsePlace(text: string): FeedPlace {
  try {
    const [version, transaction, sequence, at] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    const isPlace =
      version === 'v1' &&
      typeof transaction === 'string' &&
      /^\d{1,19}$/.test(transaction) &&
      Number.isSafeInteger(sequence) &&
      typeof at === 'number'
    if (isPlace) return { transaction, sequence: sequence as number, at }
  } catch {
    // No JSON: said below.
  }
  throw new ProblemError({
    code: 'request.invalid',
    message: `“${text.slice(0, 100)}” is no place in the changes.`,
    hint: 'Use a cursor that changes has answered.',
  })
}
