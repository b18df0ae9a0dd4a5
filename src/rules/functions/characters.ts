const SURROGATE = /[\ud800-\udfff]/

// Positions count characters, so that no emoji or rare letter is cut in half.

/** How many characters a text has. */
export const lengthOf = (text: string): number => (SURROGATE.test(text) ? [...text].length : text.length)

/** The characters from one position up to another, counted from 0. */
export const slice = (text: string, from: number, to: number): string =>
  SURROGATE.test(text) ? [...text].slice(from, to).join('') : text.slice(from, to)

/** The position, counted in characters from 1, of a place counted in code units from 0; a negative one gives 0. */
export const positionOf = (text: string, unit: number): bigint =>
  unit < 0 ? 0n : BigInt(lengthOf(text.slice(0, unit)) + 1)

/** The place in code units of a position in characters, both from 0. */
export const unitOf = (text: string, position: number): number => slice(text, 0, position).length
