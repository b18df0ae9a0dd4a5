import type { AttributeDefinition } from '../../model/value.js'
import type { ConnectorError, ObjectTypeSelection } from '../connector.js'
import { stop } from '../kit/stop.js'
import type { TableSettings } from './settings.js'

/** Where in a row everything stands. */
export interface TableShape {
  readonly header: readonly string[]
  readonly anchor: readonly number[]
  readonly dn: number | undefined
  readonly changeType: number | undefined
  /** The type of all rows, or the column that tells. */
  readonly objectType: string | number
  /** The selected attributes by object type. */
  readonly attributes: ReadonlyMap<string, readonly TableColumn[]>
  readonly valueSeparator: string
}

export interface TableColumn {
  readonly index: number
  readonly definition: AttributeDefinition
}

interface Selected {
  readonly types: readonly ObjectTypeSelection[]
  readonly file: string
  readonly isDelta: boolean
}

/**
 * Finds every column that is needed.
 * @throws ConnectorError `no-start-header-row-mismatch` that names the columns the header lacks.
 */
export function tableShape(
  header: readonly string[],
  settings: TableSettings,
  { types, file, isDelta }: Selected,
): TableShape {
  const index = indexOf(header, file)
  const lacking = new Set<string>()
  const find = (column: string): number => {
    const at = index.get(column)
    if (at === undefined) lacking.add(column)
    return at ?? 0
  }
  const { anchor, dn, objectType, objectTypeColumn, changeTypeColumn } = settings
  const shape: TableShape = {
    header,
    anchor: anchorColumns(anchor).map(find),
    dn: dn === undefined ? undefined : find(dn),
    changeType: isDelta && changeTypeColumn !== undefined ? find(changeTypeColumn) : undefined,
    objectType: objectTypeColumn === undefined ? (objectType ?? '') : find(objectTypeColumn),
    attributes: new Map(
      types.map(type => [type.name, type.attributes.map(definition => ({ index: find(definition.name), definition }))]),
    ),
    valueSeparator: 'valueSeparator' in settings ? settings.valueSeparator : '',
  }
  if (lacking.size > 0)
    throw mismatch(file, `The header lacks ${[...lacking].join(', ')}; it has ${header.join(', ')}.`)
  return shape
}

export const anchorColumns = (anchor: string | readonly string[]): readonly string[] =>
  typeof anchor === 'string' ? [anchor] : anchor

/** The columns of a new file: anchor, name, type and every selected attribute. */
export function newHeader(settings: TableSettings, types: readonly ObjectTypeSelection[]): string[] {
  const optional = [settings.dn, settings.objectTypeColumn].filter(column => column !== undefined)
  const attributes = types.flatMap(type => type.attributes.map(({ name }) => name))
  return [...new Set([...anchorColumns(settings.anchor), ...optional, ...attributes])]
}

export const headerMissing = (file: string): ConnectorError =>
  mismatch(file, 'The file is empty: there is no header row.')

function indexOf(header: readonly string[], file: string): ReadonlyMap<string, number> {
  const index = new Map<string, number>()
  for (const [at, column] of header.entries()) {
    if (index.has(column)) throw mismatch(file, `The header has the column ${column} twice.`)
    index.set(column, at)
  }
  return index
}

function mismatch(file: string, message: string): ConnectorError {
  return stop('no-start-header-row-mismatch', {
    code: 'source.malformed',
    message,
    hint: "Have the file delivered with these columns, or correct the agent's settings and selected attributes. Upper and lower case count.",
    where: { file, line: 1 },
  })
}
