import { escapeDnValue, unescapeDnValue } from '../../model/dn.js'
import { joinParts, splitParts } from './key.js'
import { columnsOf, type ObjectSettings } from './settings.js'
import type { Cell } from './statement.js'

/** How rows are named. */
export interface DnRule {
  /** The columns that the name is made of. */
  readonly columns: readonly string[]
  /** The name from the values of {@link columns}; undefined when it cannot be told. */
  dnOf(cells: readonly Cell[]): string | undefined
  /** The values of {@link columns} in a name; undefined when no row can have that name. */
  cellsOf(dn: string): readonly string[] | undefined
}

export function dnRule({ key, dn, dnTemplate }: ObjectSettings): DnRule {
  if (dnTemplate !== undefined) return templateRule(dnTemplate)
  if (dn !== undefined)
    return {
      columns: [dn],
      dnOf: ([cell]) => (cell === null || cell === '' ? undefined : cell),
      cellsOf: text => [text],
    }
  const columns = columnsOf(key)
  if (columns.length === 1) return { columns, dnOf: ([cell]) => cell ?? undefined, cellsOf: text => [text] }
  return {
    columns,
    dnOf: cells => (cells.includes(null) ? undefined : joinParts(cells.map(cell => cell ?? ''))),
    cellsOf: text => {
      const parts = splitParts(text)
      return parts.length === columns.length ? parts : undefined
    },
  }
}

const COLUMN = /\{([^{}]+)\}/

/** `cn={name},ou=people`: literal text and columns in turn. */
function templateRule(template: string): DnRule {
  const pieces = template.split(COLUMN)
  const named = pieces.filter((_, i) => i % 2 === 1)
  const columns = [...new Set(named)]
  const isDn = template.includes('=')
  const value = isDn ? '((?:\\\\[\\s\\S]|[^\\\\,+])+)' : '([\\s\\S]+?)'
  const pattern = new RegExp(
    `^${pieces.map((piece, i) => (i % 2 === 1 ? value : piece.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))).join('')}$`,
    'iu',
  )
  return {
    columns,
    dnOf: cells => {
      let dn = ''
      for (const [i, piece] of pieces.entries()) {
        const cell = i % 2 === 1 ? cells[columns.indexOf(piece)] : undefined
        if (i % 2 === 1 && (cell === undefined || cell === null || cell === '')) return undefined
        dn += cell === undefined || cell === null ? piece : isDn ? escapeDnValue(cell) : cell
      }
      return dn
    },
    cellsOf: dn => {
      const match = pattern.exec(dn)
      if (match === null) return undefined
      const found = named.map((_, i) => (isDn ? unescapeDnValue(match[i + 1] ?? '') : (match[i + 1] ?? '')))
      const cells = columns.map(column => found[named.indexOf(column)] ?? '')
      // A column that stands in the template twice has one value.
      return named.every((column, i) => found[i] === cells[columns.indexOf(column)]) ? cells : undefined
    },
  }
}
