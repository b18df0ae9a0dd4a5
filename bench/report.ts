/** One line of the result. */
export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The same work done the plainest way, in the same unit and the same run. */
  readonly baseline: number | null
  readonly ratio: number | null
  readonly budget: string
  readonly ok: boolean
}

const COLUMNS = ['name', 'value', 'unit', 'baseline', 'ratio', 'budget', 'ok'] as const

/** Rounds to three significant digits, whole numbers stay whole. */
export const rounded = (value: number): number =>
  Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3))

export const toJsonLine = (row: Row): string =>
  JSON.stringify(Object.fromEntries(COLUMNS.map(column => [column, roundedCell(row[column])])))

export function toTable(rows: readonly Row[]): string {
  const lines = [[...COLUMNS], ...rows.map(row => COLUMNS.map(column => text(row[column])))]
  const widths = COLUMNS.map((_, i) => Math.max(...lines.map(line => (line[i] ?? '').length)))
  return lines
    .map(line =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const roundedCell = (cell: Row[keyof Row]): Row[keyof Row] => (typeof cell === 'number' ? rounded(cell) : cell)

function text(cell: Row[keyof Row]): string {
  if (cell === null) return '–'
  if (typeof cell === 'boolean') return cell ? 'yes' : 'NO'
  return typeof cell === 'number' ? rounded(cell).toLocaleString('en-US') : cell
}
