import type { Delta } from '../../model/delta.js'
import type { Problem, ProblemCode } from '../../model/problem.js'
import type { AttributeDefinition, Attributes, Values } from '../../model/value.js'
import type { ReadItem } from '../kit/pages.js'
import { decodeText } from '../kit/value.js'
import { type Cell, lineOf, type TableRow, textIn } from './table.js'
import type { TableShape } from './table-shape.js'
import { joinValues, splitValues } from './value-list.js'

/** How a row names its object. */
export interface TableKey {
  readonly anchor: string
  readonly dn: string
}

/** Anchor and name of a row; undefined when part of the anchor is empty. */
export function keyOf(cells: readonly Cell[], shape: TableShape): TableKey | undefined {
  const parts = shape.anchor.map(index => textIn(cells[index]))
  if (parts.includes('')) return undefined
  const anchor = parts.length === 1 ? (parts[0] ?? '') : joinValues(parts, '|')
  return { anchor, dn: shape.dn === undefined ? anchor : textIn(cells[shape.dn]) }
}

/** The type of a row; of several that a cell tells, the first that is selected. */
export function typeOf(cells: readonly Cell[], { objectType, attributes }: TableShape): string {
  if (typeof objectType === 'string') return objectType
  const cell = cells[objectType]
  const selected = typeof cell === 'object' ? cell.find(name => attributes.has(name)) : undefined
  return selected ?? textIn(cell)
}

/** Reads a row of the whole file; undefined when its type is not selected. */
export function decodeRow(row: TableRow, shape: TableShape, file: string): ReadItem | undefined {
  const { cells, fault } = row
  if (fault !== undefined) return problem(row, { file, code: 'parse-error', ...fault })
  const trouble = (code: ProblemCode, message: string, attribute?: string) =>
    problem(row, { file, code, message, attribute })
  const objectType = typeOf(cells, shape)
  if (objectType === '') return trouble('missing-object-type', 'The row does not tell its object type.')
  const columns = shape.attributes.get(objectType)
  if (columns === undefined) return undefined
  const key = keyOf(cells, shape)
  if (key === undefined) return trouble('missing-anchor-component', 'An anchor column of the row is empty.')
  if (shape.anchor.some(index => typeof cells[index] !== 'string' && (cells[index]?.length ?? 0) > 1))
    return trouble('multi-valued-anchor-component', 'The anchor of the record has several values.')
  if (key.dn === '') return trouble('missing-dn', 'The row has no distinguished name.')
  const attributes: Record<string, Values> = {}
  for (const { index, definition } of columns) {
    const values = decodeCell(cells[index] ?? '', definition, shape.valueSeparator)
    if ('code' in values) {
      const message =
        values.code === 'multi-single-mismatch'
          ? `${definition.name} is single-valued and has several values.`
          : `The value ${cells[index]} does not fit the type ${definition.type}.`
      return trouble(values.code, message, definition.name)
    }
    if (values.length > 0) attributes[definition.name] = values
  }
  return { kind: 'add', objectType, ...key, attributes }
}

const CHANGE_TYPES: ReadonlyMap<string, Delta['kind']> = new Map([
  ['add', 'add'],
  ['modify', 'modify'],
  ['delete', 'delete'],
])

/** Reads a row of a delta file. A modify gives the whole row: each of its columns replaces what was there. */
export function decodeChange(row: TableRow, shape: TableShape, file: string): ReadItem | undefined {
  const { cells, fault } = row
  if (fault !== undefined) return problem(row, { file, code: 'parse-error', ...fault })
  const word = textIn(cells[shape.changeType ?? 0])
  const kind = CHANGE_TYPES.get(word.trim().toLowerCase())
  if (kind === undefined) {
    if (word.trim() === '')
      return problem(row, { file, code: 'missing-change-type', message: 'The row has no change type.' })
    return problem(row, {
      file,
      code: 'invalid-change-type',
      message: `The change type ${word} is none of add, modify, delete.`,
    })
  }
  if (kind === 'delete') return decodeDelete(row, shape, file)
  const item = decodeRow(row, shape, file)
  if (item?.kind !== 'add' || kind === 'add') return item
  const { objectType, dn, anchor, attributes } = item
  const columns = shape.attributes.get(objectType) ?? []
  const changes = columns.map(
    ({ definition: { name } }) => [name, [{ operation: 'replace', values: attributes[name] ?? [] }]] as const,
  )
  return {
    kind: 'modify',
    objectType,
    dn,
    ...(anchor !== undefined && { anchor }),
    newDn: dn,
    changes: Object.fromEntries(changes),
  }
}

function decodeDelete(row: TableRow, shape: TableShape, file: string): ReadItem {
  const key = keyOf(row.cells, shape)
  if (key === undefined) {
    return problem(row, { file, code: 'missing-anchor-component', message: 'An anchor column of the row is empty.' })
  }
  const objectType = typeOf(row.cells, shape)
  return { kind: 'delete', ...(objectType !== '' && { objectType }), ...key }
}

/** The selected attributes of a row whose values were checked when they were written or read. */
export function imageOf(cells: readonly Cell[], shape: TableShape): Attributes {
  const attributes: Record<string, Values> = {}
  for (const { index, definition } of shape.attributes.get(typeOf(cells, shape)) ?? []) {
    const values = decodeCell(cells[index] ?? '', definition, shape.valueSeparator)
    if (!('code' in values) && values.length > 0) attributes[definition.name] = values
  }
  return attributes
}

function decodeCell(
  cell: Cell,
  { type, multivalued }: AttributeDefinition,
  separator: string,
): Values | { code: ProblemCode } {
  if (cell.length === 0) return []
  if (typeof cell !== 'string' && cell.length > 1 && !multivalued) return { code: 'multi-single-mismatch' }
  const texts = typeof cell !== 'string' ? cell : multivalued ? splitValues(cell, separator) : [cell]
  if (type === 'string' || type === 'reference') return texts
  const values: string[] = []
  for (const one of texts) {
    const decoded = decodeText(type, one)
    if (!decoded.ok) return decoded
    values.push(decoded.value)
  }
  return values
}

function problem(
  row: TableRow,
  {
    file,
    code,
    message,
    attribute,
    line,
    column,
  }: {
    file: string
    code: ProblemCode
    message: string
    attribute?: string | undefined
    line?: number
    column?: number
  },
): { kind: 'problem'; problem: Problem } {
  const where = {
    file,
    line: line ?? lineOf(row),
    ...(column !== undefined && { column }),
    ...(attribute !== undefined && { attribute }),
  }
  return { kind: 'problem', problem: { code, message, hint: 'Correct the row in the source of the file.', where } }
}
