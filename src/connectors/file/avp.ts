import type { AttributeType } from '../../model/value.js'
import type { DiscoveredType, ObjectTypeSelection } from '../connector.js'
import { type AvpRecord, avpRecords } from './avp-reader.js'
import { encodeText } from './encoding.js'
import { escaped } from './escapes.js'
import type { Format } from './format.js'
import type { AvpSettings } from './settings.js'
import type { Cell, TableFormat, TableReading, TableRow } from './table.js'
import { tableReader } from './table-read.js'
import { tableRecords } from './table-records.js'
import { newHeader } from './table-shape.js'

/** Attribute-value pairs: a line for each value, an empty line (or another delimiter) between objects. */
export function avp(settings: AvpSettings): Format {
  const { separator, objectDelimiter = '', escapes, encoding } = settings
  const headerFor = (types: readonly ObjectTypeSelection[], isDelta: boolean) => [
    ...newHeader(settings, types),
    ...(isDelta && settings.changeTypeColumn !== undefined ? [settings.changeTypeColumn] : []),
  ]

  let end = '\r\n'

  async function* chunks({ file, part, types, isDelta, signal }: TableReading) {
    const header = headerFor(types, isDelta)
    const columns = new Map(header.map((name, at) => [name, at]))
    let isFirst = true
    for await (const records of avpRecords({ file, settings, part, signal })) {
      if (isFirst) end = records[0]?.end ?? end
      isFirst = false
      yield { header, rows: records.map(record => rowOf(record, columns)) }
    }
    if (isFirst) yield { header, rows: [] }
  }

  const lineFor = (name: string, text: string) => `${name}${separator} ${escapes ? escaped(text) : text}${end}`
  const format: TableFormat = {
    chunks,
    newHeader: types => headerFor(types, false),
    head: () => '',
    print: ({ cells, raw, extras = [] }, header) => {
      if (raw !== undefined) return raw
      const lines = header.flatMap((name, at) => valuesIn(cells[at]).map(text => lineFor(name, text)))
      return `${[...lines, ...extras.map(line => line + end)].join('')}${objectDelimiter}${end}`
    },
    refusal: value => {
      const text = escapes ? escaped(value) : value
      if (!/[\r\n]/.test(text) && !/^[ \t]/.test(text)) return undefined
      const message =
        'A line cannot hold line ends, nor white space before the value; set escapes to write them as \\n and \\s.'
      return { code: 'invalid-attribute-value', message }
    },
  }
  const line = encodeText('\n', encoding)
  const border = ['\n', '\r\n'].map(end => encodeText(`\n${objectDelimiter}${end}`, encoding))
  return {
    ...tableReader(settings, format),
    ends: async () => ({ line, border, unit: encodeText(' ', encoding).length }),
    discover: (file, signal) => discoverAvp(settings, file, signal),
    records: (context, file) => tableRecords(settings, format, { context, file }),
  }
}

const valuesIn = (cell: Cell | undefined): readonly string[] =>
  typeof cell === 'object' ? cell : cell === undefined || cell === '' ? [] : [cell]

function rowOf({ pairs, line, raw, fault }: AvpRecord, columns: ReadonlyMap<string, number>): TableRow {
  const cells: Cell[] = Array.from({ length: columns.size }, () => '')
  const extras: string[] = []
  for (const { name, value, text } of pairs) {
    const at = columns.get(name)
    if (at === undefined) extras.push(text)
    else if (value !== '') {
      const held = cells[at]
      if (typeof held === 'object') (held as string[]).push(value)
      else cells[at] = [value]
    }
  }
  return { cells, line, raw, extras, ...(fault && { fault }) }
}

async function discoverAvp(settings: AvpSettings, file: string, signal: AbortSignal): Promise<DiscoveredType[]> {
  const { objectType, objectTypeColumn } = settings
  const types = new Map<string, Map<string, boolean>>()
  for await (const records of avpRecords({ file, settings, signal })) {
    for (const { pairs } of records) {
      const type = objectType ?? pairs.find(({ name }) => name === objectTypeColumn)?.value ?? ''
      if (type === '') continue
      const seen = types.get(type) ?? new Map<string, boolean>()
      types.set(type, seen)
      const here = new Set<string>()
      for (const { name } of pairs) {
        seen.set(name, (seen.get(name) ?? false) || here.has(name))
        here.add(name)
      }
    }
  }
  const type: AttributeType = 'string'
  return [...types].map(([name, seen]) => ({
    name,
    attributes: [...seen].map(([attribute, multivalued]) => ({ name: attribute, type, multivalued })),
  }))
}
