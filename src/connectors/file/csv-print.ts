/** Writes a row with its line end; cells that need quotes get them. */
export function printRow(cells: readonly string[], delimiter: string): string {
  return `${cells.map(cell => printCell(cell, delimiter)).join(delimiter)}\r\n`
}

// An only column that is empty would be an empty line, and those are no rows.
function printCell(cell: string, delimiter: string): string {
  const plain = !/["\r\n]/.test(cell) && !cell.includes(delimiter) && !cell.startsWith('\uFEFF')
  return plain ? cell : `"${cell.replaceAll('"', '""')}"`
}
