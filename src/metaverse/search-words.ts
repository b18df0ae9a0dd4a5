const MOST = 10

/** The words of a search, folded as those of objects are: without case, accents and punctuation. */
export const searchWords = (text: string): string[] =>
  [
    ...new Set(
      text
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu),
    ),
  ].slice(0, MOST)
