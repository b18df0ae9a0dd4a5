import type { Relation } from './relation.js'
import type { Cell } from './statement.js'
import { fullImportRequired } from './trouble.js'

/** How far each entry is told: everything below this value of its column. Null: nothing yet. */
export type Marks = ReadonlyMap<string, Cell>

interface Place {
  readonly method: string
  /** The column an entry's mark is of. */
  columnOf(relation: Relation): string
}

export function printMarks(marks: Marks, relations: readonly Relation[], { method, columnOf }: Place): string {
  const cells = relations.map(relation => [relation.entry, columnOf(relation), marks.get(relation.entry) ?? null])
  return JSON.stringify([method, ...cells])
}

/** @throws ConnectorError `no-start-full-import-required` when the text does not tell all marks of these columns. */
export function parseMarks(
  text: string | undefined,
  relations: readonly Relation[],
  { method, columnOf }: Place,
): Map<string, Cell> {
  const found = parse(text)
  if (found[0] !== method) throw fullImportRequired('It is not known how far the database was read.')
  const cells = new Map(found.slice(1).flatMap(one => (isMark(one) ? [[one[0], one] as const] : [])))
  return new Map(
    relations.map(relation => {
      const [, column, cell] = cells.get(relation.entry) ?? []
      if (column !== columnOf(relation))
        throw fullImportRequired(`It is not known how far ${relation.entry} was read by ${columnOf(relation)}.`)
      return [relation.entry, cell ?? null]
    }),
  )
}

function parse(text: string | undefined): readonly unknown[] {
  try {
    const found: unknown = JSON.parse(text ?? '')
    return Array.isArray(found) ? found : []
  } catch {
    return []
  }
}

const isMark = (one: unknown): one is [string, string, Cell] =>
  Array.isArray(one) && one.length === 3 && typeof one[0] === 'string' && typeof one[1] === 'string'
