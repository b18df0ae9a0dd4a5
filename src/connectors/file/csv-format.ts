import type { AddDelta } from '../../model/delta.js'
import type { Problem, ProblemCode } from '../../model/problem.js'
import type { Attributes, Values } from '../../model/value.js'
import type { ConnectorContext } from '../connector.js'
import { changedAttributes } from '../kit/changes.js'
import { malformed } from './bytes.js'
import { csvRows, lineOf } from './csv-reader.js'
import { imageOf, keyOf, typeOf } from './csv-row.js'
import { type CsvShape, csvShape, newHeader } from './csv-shape.js'
import { joinValues, printRow, splitValues } from './csv-values.js'
import type { FileFormat, Made, Stored } from './format.js'
import type { CsvSettings } from './settings.js'
import { HALF_CHARACTER } from './text.js'

type Cells = readonly string[]

/** CSV as a format to export to. Columns that are not selected keep what they hold. */
export function csvFormat(settings: CsvSettings, context: ConnectorContext, file: string): FileFormat<Cells> {
  const { types } = context
  const shapeFor = (header: Cells) => csvShape(header, settings, { types, file, isDelta: false })
  let shape = shapeFor(newHeader(settings, types))

  return {
    async *records(signal) {
      let isFirst = true
      for await (const rows of csvRows({ file, settings, signal })) {
        if (isFirst) shape = shapeFor(rows[0]?.cells ?? [])
        const stored: Stored<Cells>[] = []
        for (const row of isFirst ? rows.slice(1) : rows) {
          const key = keyOf(row.cells, shape)
          if (key === undefined || row.cells.length !== shape.header.length) {
            const message = 'The row has no anchor or not as many columns as the header; the file is not rewritten.'
            throw malformed(file, message, { line: lineOf(row) })
          }
          stored.push({ ...key, row: row.cells })
        }
        isFirst = false
        yield stored
      }
    },
    head: () => (settings.encoding === 'utf16le' ? '\uFEFF' : '') + printRow(shape.header, settings.delimiter),
    held: ({ anchor, dn, row }) => ({ anchor, dn, objectType: typeOf(row, shape), attributes: imageOf(row, shape) }),
    add: delta =>
      makeRow(
        shape.header.map(() => ''),
        delta,
        { shape, settings },
      ),
    change: ({ dn, row }, delta) => {
      const attributes = changedAttributes(imageOf(row, shape), delta.changes)
      const objectType = typeOf(row, shape)
      return makeRow(row, { kind: 'add', objectType, dn: delta.newDn ?? dn, attributes }, { shape, settings })
    },
    print: ({ row }) => printRow(row, settings.delimiter),
    bytes: text => Buffer.from(text, settings.encoding),
  }
}

interface Making {
  readonly shape: CsvShape
  readonly settings: CsvSettings
}

/** The row with the object's name, type and attributes in the place of what it held. */
function makeRow(before: Cells, { objectType, dn, attributes }: AddDelta, making: Making): Made<Cells> {
  const { shape, settings } = making
  const cells = [...before]
  const columns = shape.attributes.get(objectType)
  if (columns === undefined) return refused('schema-violation', `The type ${objectType} is not selected.`, dn)
  const known = new Set(columns.map(({ definition }) => definition.name))
  const unknown = Object.keys(attributes).find(name => !known.has(name))
  if (unknown !== undefined) return refused('schema-violation', `The file has no column for ${unknown}.`, dn, unknown)
  if (shape.dn !== undefined) cells[shape.dn] = dn
  if (typeof shape.objectType === 'number') cells[shape.objectType] = objectType
  else if (shape.objectType !== objectType)
    return refused('schema-violation', `The file holds ${shape.objectType} only.`, dn)
  for (const { index, definition } of columns) {
    const values = attributes[definition.name] ?? []
    const problem = unwritable(values, { dn, attribute: definition.name, settings })
    if (problem !== undefined) return { ok: false, problem }
    cells[index] = definition.multivalued ? joinValues(values, settings.valueSeparator) : (values[0] ?? '')
  }
  return named(cells, { dn, attributes }, shape)
}

// The anchor stands in columns of its own: those of the attributes, or else it is the name.
function named(
  cells: string[],
  { dn, attributes }: { dn: string; attributes: Attributes },
  shape: CsvShape,
): Made<Cells> {
  const given = new Set(Object.keys(attributes))
  const unset = shape.anchor.filter(index => (cells[index] ?? '') === '' && !given.has(shape.header[index] ?? ''))
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
  return { ok: true, stored: { ...key, row: cells } }
}

function unwritable(
  values: Values,
  { dn, attribute, settings }: { dn: string; attribute: string; settings: CsvSettings },
): Problem | undefined {
  const refuse = (message: string): Problem => ({ code: 'invalid-attribute-value', message, where: { dn, attribute } })
  for (const value of values) {
    if (value === '') return refuse('A CSV file cannot tell an empty value from none.')
    if (settings.encoding === 'latin1' && /[^\0-\xff]/.test(value))
      return refuse('The value has characters beyond Latin-1.')
    if (HALF_CHARACTER.test(value)) return refuse('The value holds half a character (a lone surrogate).')
  }
  return undefined
}

function refused(code: ProblemCode, message: string, dn: string, attribute?: string): { ok: false; problem: Problem } {
  return { ok: false, problem: { code, message, where: { dn, ...(attribute !== undefined && { attribute }) } } }
}
