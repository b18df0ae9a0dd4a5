import type { Value } from '../../model/value.js'
import { encodeCell } from './cell.js'
import type { Column } from './driver.js'
import { refused } from './refused.js'
import type { Attribute, Relation } from './relation.js'
import type { Source } from './source.js'
import type { Cell } from './statement.js'

/** What columns of one row shall hold. */
export interface Assignments {
  /** @throws Refused when the column shall hold something else already. */
  put(column: string, cell: Cell, why: string): void
  /** The columns with their kinds. */
  resolve(): Promise<readonly { readonly column: Column; readonly cell: Cell }[]>
  get(column: string): Cell | undefined
}

export function assignments(source: Source, relation: Relation, dn: string): Assignments {
  const cells = new Map<string, { readonly cell: Cell; readonly why: string }>()
  return {
    put(column, cell, why) {
      const held = cells.get(column)
      if (held !== undefined && held.cell !== cell) {
        throw refused(
          'invalid-dn',
          `The column ${column} would be ${held.cell} by ${held.why} and ${cell} by ${why}.`,
          { dn },
          'Let the flow of the attribute and the distinguished name give the same.',
        )
      }
      cells.set(column, { cell, why })
    },
    get: column => cells.get(column)?.cell,
    async resolve() {
      const names = [...cells.keys()]
      if (names.length === 0) return []
      const columns = await source.catalogue.columns(relation.source, names)
      return columns.map((column, i) => ({ column, cell: cells.get(names[i] ?? '')?.cell ?? null }))
    },
  }
}

/** The columns that a name consists of. @throws Refused when no row can have that name. */
export function putName(into: Assignments, { dn: rule, entry }: Relation, dn: string): void {
  const cells = rule.cellsOf(dn)
  if (cells === undefined || rule.dnOf(cells) === undefined) {
    throw refused(
      'invalid-dn',
      `No object of ${entry} can have this name.`,
      { dn },
      'Compare the flow that gives the distinguished name with dn or dnTemplate of the agent.',
    )
  }
  for (const [i, column] of rule.columns.entries()) into.put(column, cells[i] ?? null, 'the distinguished name')
}

/** A single-valued attribute's column. */
export async function putAttribute(
  into: Assignments,
  { definition, column, target }: Attribute,
  { value, relation, source, dn }: { value: Value | undefined; relation: Relation; source: Source; dn: string },
): Promise<void> {
  const [found] = await source.catalogue.columns(relation.source, [column])
  if (found === undefined) return
  const isPlain = value !== undefined && target === undefined
  into.put(
    column,
    isPlain ? encodeCell(definition, value, found, { dn }) : (value ?? null),
    `the attribute ${definition.name}`,
  )
}
