import type { DiscoveredType } from '../connector.js'
import type { ReadItem } from '../kit/pages.js'
import type { Format, Reading } from './format.js'
import type { TableSettings } from './settings.js'
import { type TableFormat, textIn } from './table.js'
import { decodeChange, decodeRow } from './table-row.js'
import { type TableShape, tableShape } from './table-shape.js'

/** How formats of rows are read: the objects of a file, its changes, and what columns it has. */
export function tableReader(
  settings: TableSettings,
  format: TableFormat,
): Pick<Format, 'objects' | 'changes' | 'discover'> {
  return {
    objects: reading => tableItems(settings, format, { ...reading, isDelta: false }),
    changes: reading => tableItems(settings, format, { ...reading, isDelta: true }),
    discover: (file, signal) => discoverTable(settings, format, { file, types: [], signal }),
  }
}

async function* tableItems(
  settings: TableSettings,
  format: TableFormat,
  reading: Reading & { readonly isDelta: boolean },
): AsyncGenerator<ReadItem[]> {
  const { file, isDelta } = reading
  const decode = isDelta ? decodeChange : decodeRow
  let shape: TableShape | undefined
  for await (const { header, rows } of format.chunks(reading)) {
    shape ??= tableShape(header, settings, reading)
    const items: ReadItem[] = []
    for (const row of rows) {
      const item = decode(row, shape, file)
      if (item !== undefined) items.push(item)
    }
    yield items
  }
}

async function discoverTable(
  settings: TableSettings,
  format: TableFormat,
  reading: Reading,
): Promise<DiscoveredType[]> {
  const types = new Set(settings.objectType === undefined ? [] : [settings.objectType])
  let columns: readonly string[] = []
  for await (const { header, rows } of format.chunks({ ...reading, isDelta: false })) {
    columns = header
    if (settings.objectTypeColumn === undefined) break
    const column = header.indexOf(settings.objectTypeColumn)
    for (const { cells } of rows) types.add(textIn(cells[column]))
  }
  const attributes = columns.map(name => ({ name, type: 'string' as const, multivalued: false }))
  return [...types].filter(name => name !== '').map(name => ({ name, attributes }))
}
