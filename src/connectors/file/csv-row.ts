import type { Delta } from '../../model/delta.js'
import type { Problem, ProblemCode } from '../../model/problem.js'
import type { AttributeDefinition, Attributes, Values } from '../../model/value.js'
import type { ReadItem } from '../kit/pages.js'
import { decodeText } from '../kit/value.js'
import { type CsvRow, lineOf } from './csv-reader.js'
import type { CsvShape } from './csv-shape.js'
import { joinValues, splitValues } from './csv-values.js'

/** How a row names its object. */
export interface CsvKey {
  readonly anchor: string
  readonly dn: string
}

/** Anchor and name of a row; undefined when part of the anchor is empty. */
export function keyOf(cells: readonly string[], shape: CsvShape): CsvKey | undefined {
  const parts = shape.anchor.map(index => cells[index] ?? '')
  if (parts.includes('')) return undefined
  const anchor = parts.length === 1 ? (parts[0] ?? '') : joinValues(parts, '|')
  return { anchor, dn: shape.dn === undefined ? anchor : (cells[shape.dn] ?? '') }
}

export const typeOf = (cells: readonly string[], { objectType }: CsvShape): string =>
  typeof objectType === 'string' ? objectType : (cells[objectType] ?? '')

/** Reads a row of the whole file; undefined when its type is not selected. */
export function decodeRow(row: CsvRow, shape: CsvShape, file: string): ReadItem | undefined {
  const trouble = (code: ProblemCode, message: string, attribute?: string) =>
    problem(row, { file, code, message, attribute })
  const { cells } = row
  if (cells.length !== shape.header.length) {
    return trouble('parse-error', `The row has ${cells.length} columns where the header has ${shape.header.length}.`)
  }
  const objectType = typeOf(cells, shape)
  if (objectType === '') return trouble('missing-object-type', 'The row does not tell its object type.')
  const columns = shape.attributes.get(objectType)
  if (columns === undefined) return undefined
  const key = keyOf(cells, shape)
  if (key === undefined) return trouble('missing-anchor-component', 'An anchor column of the row is empty.')
  if (key.dn === '') return trouble('missing-dn', 'The row has no distinguished name.')
  const attributes: Record<string, Values> = {}
  for (const { index, definition } of columns) {
    const values = decodeCell(cells[index] ?? '', definition, shape.valueSeparator)
    if ('code' in values) {
      return trouble(
        values.code,
        `The value ${cells[index]} does not fit the type ${definition.type}.`,
        definition.name,
      )
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
export function decodeChange(row: CsvRow, shape: CsvShape, file: string): ReadItem | undefined {
  const { cells } = row
  const word = cells[shape.changeType ?? 0] ?? ''
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

function decodeDelete(row: CsvRow, shape: CsvShape, file: string): ReadItem {
  const key = keyOf(row.cells, shape)
  if (key === undefined) {
    return problem(row, { file, code: 'missing-anchor-component', message: 'An anchor column of the row is empty.' })
  }
  const objectType = typeOf(row.cells, shape)
  return { kind: 'delete', ...(objectType !== '' && { objectType }), ...key }
}

/** The selected attributes of a row whose values were checked when they were written or read. */
export function imageOf(cells: readonly string[], shape: CsvShape): Attributes {
  const attributes: Record<string, Values> = {}
  for (const { index, definition } of shape.attributes.get(typeOf(cells, shape)) ?? []) {
    const values = decodeCell(cells[index] ?? '', definition, shape.valueSeparator)
    if (!('code' in values) && values.length > 0) attributes[definition.name] = values
  }
  return attributes
}

function decodeCell(
  text: string,
  { type, multivalued }: AttributeDefinition,
  separator: string,
): Values | { code: ProblemCode } {
  if (text === '') return []
  const texts = multivalued ? splitValues(text, separator) : [text]
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
  row: CsvRow,
  {
    file,
    code,
    message,
    attribute,
  }: { file: string; code: ProblemCode; message: string; attribute?: string | undefined },
): { kind: 'problem'; problem: Problem } {
  const where = { file, line: lineOf(row), ...(attribute !== undefined && { attribute }) }
  return { kind: 'problem', problem: { code, message, hint: 'Correct the row in the source of the file.', where } }
}
