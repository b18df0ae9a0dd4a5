/** What a column holds, as far as it matters for reading its values and for binding parameters to it. */
export type ColumnKind = 'text' | 'integer' | 'decimal' | 'boolean' | 'binary' | 'time' | 'date' | 'transaction'

/** One value of a row in canonical text (see model/value.ts; a point in time as ISO text in UTC), or null. */
export type Cell = string | null

type Part = { readonly text: string } | { readonly name: string } | { readonly value: Cell; readonly kind: ColumnKind }

/**
 * A statement, or a piece of one. Names and values stay apart from the text until a dialect quotes the names and numbers the
 * parameters, so that neither can ever become part of the text.
 */
export class Sql {
  readonly parts: readonly Part[]
  constructor(parts: readonly Part[]) {
    this.parts = parts
  }
}

/** Composes a statement of literal text and other pieces: sql`select ${name('a')} from ${table}`. */
export function sql(texts: TemplateStringsArray, ...pieces: readonly Sql[]): Sql {
  return new Sql(texts.flatMap((text, i) => [...(text === '' ? [] : [{ text }]), ...(pieces[i]?.parts ?? [])]))
}

export const name = (identifier: string): Sql => new Sql([{ name: identifier }])

/** A qualified name: schema and table. */
export const path = (identifiers: readonly string[]): Sql => join(identifiers.map(name), '.')

export const value = (cell: Cell, kind: ColumnKind): Sql => new Sql([{ value: cell, kind }])

/** Text that an administrator wrote as SQL (a query, a statement template), or that a dialect has as data. Nothing else. */
export const trusted = (text: string): Sql => new Sql([{ text }])

export const EMPTY = new Sql([])

export function join(pieces: readonly Sql[], separator: ', ' | ' and ' | ' or ' | '.' | ' '): Sql {
  return new Sql(pieces.flatMap(({ parts }, i) => (i === 0 ? parts : [{ text: separator }, ...parts])))
}

/** A parameter in the order of its appearance. */
export interface Bound {
  readonly value: Cell
  readonly kind: ColumnKind
}

/** How a dialect writes names and parameters. */
export interface Spelling {
  readonly quote: readonly [open: string, close: string]
  /** The placeholder of the n-th parameter, from 1. */
  placeholder(n: number): string
}

/** The text and parameters to send. */
export function rendered({ parts }: Sql, { quote, placeholder }: Spelling): { text: string; values: readonly Bound[] } {
  const values: Bound[] = []
  let text = ''
  for (const part of parts) {
    if ('text' in part) text += part.text
    else if ('name' in part) text += quote[0] + part.name.replaceAll(quote[1], quote[1] + quote[1]) + quote[1]
    else text += placeholder(values.push(part))
  }
  return { text, values }
}
