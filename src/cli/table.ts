/** Rows as columns of equal width; numbers stand to the right. */
export function tableLines(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const cells = rows.map(row => row.map(cell => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)))
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map(row => row[i]?.length ?? 0)))
  const isNumber = (i: number) => rows.length > 0 && rows.every(row => typeof row[i] === 'number')
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, i) => (isNumber(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  return [lineOf(head), ...cells.map(lineOf)]
}
