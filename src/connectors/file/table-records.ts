import type { AddDelta } from '../../model/delta.js'
import type { Problem, ProblemCode } from '../../model/problem.js'
import type { Attributes } from '../../model/value.js'
import type { ConnectorContext } from '../connector.js'
import { changedAttributes } from '../kit/changes.js'
import { malformed } from './bytes.js'
import { canEncode, encodeText } from './encoding.js'
import type { Made, Records, Stored } from './format.js'
import type { TableSettings } from './settings.js'
import { type Cell, lineOf, type TableFormat, type TableRow, textIn } from './table.js'
import { imageOf, keyOf, typeOf } from './table-row.js'
import { type TableShape, tableShape } from './table-shape.js'
import { joinValues, splitValues } from './value-list.js'

/** Rows as records to export to. Columns that are not selected keep what they hold. */
export function tableRecords(
  settings: TableSettings,
  format: TableFormat,
  { context, file }: { readonly context: ConnectorContext; readonly file: string },
): Records<TableRow> {
  const { types } = context
  const shapeFor = (header: readonly string[]) => tableShape(header, settings, { types, file, isDelta: false })
  let shape = shapeFor(format.newHeader(types))
  const making = (): Making => ({ shape, settings, format })

  return {
    async *all(signal) {
      let isFirst = true
      for await (const { header, rows } of format.chunks({ file, types, isDelta: false, signal })) {
        if (isFirst) shape = shapeFor(header)
        isFirst = false
        yield rows.map(row => storedIn(row, shape, file))
      }
    },
    head: () => format.head(shape.header),
    held: ({ anchor, dn, row: { cells } }) => {
      return { anchor, dn, objectType: typeOf(cells, shape), attributes: imageOf(cells, shape) }
    },
    add: delta => makeRow({ cells: shape.header.map(() => ''), line: 0 }, delta, making()),
    change: ({ dn, row }, delta) => {
      const attributes = changedAttributes(imageOf(row.cells, shape), delta.changes)
      const objectType = typeOf(row.cells, shape)
      return makeRow(row, { kind: 'add', objectType, dn: delta.newDn ?? dn, attributes }, making())
    },
    print: ({ row }) => format.print(row, shape.header),
    bytes: text => encodeText(text, settings.encoding),
    encoding: () => settings.encoding,
    marksNewFile: () => settings.byteOrderMark ?? settings.encoding.startsWith('utf16'),
  }
}

function storedIn(row: TableRow, shape: TableShape, file: string): Stored<TableRow> {
  const key = keyOf(row.cells, shape)
  if (key !== undefined && row.fault === undefined) return { ...key, row }
  const message = `${row.fault?.message ?? 'The row has no anchor.'} The file is not rewritten.`
  throw malformed(file, message, { line: lineOf(row) })
}

interface Making {
  readonly shape: TableShape
  readonly settings: TableSettings
  readonly format: TableFormat
}

/** The row with the object's name, type and attributes in the place of what it held. */
function makeRow(before: TableRow, { objectType, dn, attributes }: AddDelta, making: Making): Made<TableRow> {
  const { shape } = making
  const cells = [...before.cells]
  const columns = shape.attributes.get(objectType)
  if (columns === undefined) return refused('schema-violation', `The type ${objectType} is not selected.`, dn)
  const known = new Set(columns.map(({ definition }) => definition.name))
  const unknown = Object.keys(attributes).find(name => !known.has(name))
  if (unknown !== undefined) return refused('schema-violation', `The file has no column for ${unknown}.`, dn, unknown)
  if (shape.dn !== undefined) cells[shape.dn] = dn
  if (typeof shape.objectType === 'number') {
    if (typeOf(before.cells, shape) !== objectType) cells[shape.objectType] = objectType
  } else if (shape.objectType !== objectType)
    return refused('schema-violation', `The file holds ${shape.objectType} only.`, dn)
  for (const { index, definition } of columns) {
    const values = attributes[definition.name] ?? []
    if (values.includes(''))
      return refused('invalid-attribute-value', 'The file cannot tell an empty value from none.', dn, definition.name)
    const separator = shape.valueSeparator
    const joined = separator === '' ? values : joinValues(values, separator)
    cells[index] = definition.multivalued ? joined : (values[0] ?? '')
  }
  return named({ before, cells }, { dn, attributes }, making)
}

// The anchor stands in columns of its own: those of the attributes, or else it is the name.
function named(
  { before, cells }: { readonly before: TableRow; readonly cells: Cell[] },
  { dn, attributes }: { readonly dn: string; readonly attributes: Attributes },
  making: Making,
): Made<TableRow> {
  const { shape } = making
  const given = new Set(Object.keys(attributes))
  const unset = shape.anchor.filter(index => textIn(cells[index]) === '' && !given.has(shape.header[index] ?? ''))
  if (shape.dn === undefined && unset.length === shape.anchor.length) {
    const parts = shape.anchor.length === 1 ? [dn] : splitValues(dn, '|')
    for (const [at, index] of shape.anchor.entries()) cells[index] = parts[at] ?? ''
  }
  const key = keyOf(cells, shape)
  if (key === undefined) {
    const columns = shape.anchor.map(index => shape.header[index]).join(', ')
    return refused('missing-anchor-component', `The object has no value for ${columns}, the anchor of the file.`, dn)
  }
  if (shape.dn === undefined && key.anchor !== dn) {
    return refused('invalid-dn', `The file names its objects by the anchor: expected ${key.anchor}, not ${dn}.`, dn)
  }
  const problem = unwritable({ before, cells }, dn, making)
  if (problem !== undefined) return { ok: false, problem }
  const { line, extras } = before
  return { ok: true, stored: { ...key, row: { cells, line, ...(extras && { extras }) } } }
}

function unwritable(
  { before, cells }: { readonly before: TableRow; readonly cells: readonly Cell[] },
  dn: string,
  { shape, settings, format }: Making,
): Problem | undefined {
  for (const [at, cell] of cells.entries()) {
    if (cell === before.cells[at]) continue
    const attribute = shape.header[at] ?? ''
    for (const text of typeof cell === 'string' ? [cell] : cell) {
      const refusal = canEncode(text, settings.encoding)
        ? format.refusal(text, attribute)
        : { code: 'invalid-attribute-value' as const, message: beyond(text, settings.encoding) }
      if (refusal !== undefined) return { ...refusal, where: { dn, attribute } }
    }
  }
  return undefined
}

const beyond = (text: string, encoding: string) =>
  text.isWellFormed()
    ? `The value has characters that ${encoding} does not have.`
    : 'The value holds half a character (a lone surrogate).'

function refused(code: ProblemCode, message: string, dn: string, attribute?: string): { ok: false; problem: Problem } {
  return { ok: false, problem: { code, message, where: { dn, ...(attribute !== undefined && { attribute }) } } }
}
