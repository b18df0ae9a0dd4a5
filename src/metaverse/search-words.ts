import { ProblemError } from '../model/problem.js'

const MOST = 10
/** The database keeps no word of more than 2,046 bytes. */
const LONGEST = 500

/**
 * The words of a search, folded as those of objects are: without case, accents and punctuation.
 * @throws ProblemError `request.invalid` when a word is longer than any that is kept
 */
export function searchWords(text: string): string[] {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
  const searched = [...new Set(words)].slice(0, MOST)
  if (searched.every(word => word.length <= LONGEST)) return searched
  throw new ProblemError({
    code: 'request.invalid',
    message: `A word of the search has more than ${LONGEST} characters.`,
    hint: 'Search for the beginning of it.',
  })
}
