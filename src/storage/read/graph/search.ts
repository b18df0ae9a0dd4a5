import type { Writing } from './column.js'

/** The attributes that a search looks at, as the function search_words of the database has them. */
export const SEARCHED_ATTRIBUTES = [
  'displayName',
  'accountName',
  'cn',
  'email',
  'employeeID',
  'loginName',
  'mail',
  'mailNickname',
  'uid',
] as const

/** Every word is the beginning of a word of the object. */
export function searchSql(words: readonly string[], object: string, { bind, columns }: Writing): string {
  // In a query of its own it is a value that comes later: the plan is the same for all words, and made once.
  const query = `(select ${bind(words.map(word => `'${word}':*`).join(' & '))}::tsquery)`
  const found = `search_words(${object}.keys) @@ ${query}`
  const hidden = columns.hidden(SEARCHED_ATTRIBUTES)
  // What is not seen is not found by either; the index does not know who asks.
  return hidden.length === 0
    ? found
    : `(${found} and search_words(${object}.keys - ${bind(hidden)}::text[]) @@ ${query})`
}
