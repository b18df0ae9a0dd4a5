import type { FieldPacket } from 'mysql2'
import { isoTime, plainTime } from './convert.js'
import type { Column } from './driver.js'
import type { Bound, Cell, ColumnKind } from './statement.js'

/** Column types of the protocol (mysql_com.h). */
const KINDS: ReadonlyMap<number, ColumnKind> = new Map([
  [0, 'decimal'],
  [1, 'integer'],
  [2, 'integer'],
  [3, 'integer'],
  [4, 'decimal'],
  [5, 'decimal'],
  [7, 'time'],
  [8, 'integer'],
  [9, 'integer'],
  [10, 'date'],
  [12, 'time'],
  [13, 'integer'],
  [246, 'decimal'],
])
const TINY = 1
const BIT = 16
const JSON_TYPE = 245
const BINARY_CHARSET = 63
const isBytes = (field: FieldPacket): boolean => field.characterSet === BINARY_CHARSET && field.columnType !== JSON_TYPE

function kindOf(field: FieldPacket): ColumnKind {
  const type = field.columnType ?? 0
  if ((type === TINY || type === BIT) && field.columnLength === 1) return 'boolean'
  if (type === BIT) return 'integer'
  const kind = KINDS.get(type)
  if (kind !== undefined) return kind
  return isBytes(field) && type > 246 ? 'binary' : 'text'
}

export function columnOf(field: FieldPacket): Column {
  const kind = kindOf(field)
  return { name: field.name, kind, ...(kind === 'time' && { digits: Math.min(6, field.decimals) }) }
}

export function readerOf(field: FieldPacket): (cell: unknown) => Cell {
  const kind = kindOf(field)
  if (kind === 'binary') return cell => (Buffer.isBuffer(cell) ? cell.toString('base64') : String(cell))
  if (kind === 'time' || kind === 'date')
    return cell => (String(cell).startsWith('0000-00-00') ? null : isoTime(String(cell)))
  if (kind === 'boolean') return cell => BOOLEANS.get(numberOf(cell)) ?? numberOf(cell)
  return numberOf
}

const BOOLEANS: ReadonlyMap<string, string> = new Map([
  ['1', 'true'],
  ['0', 'false'],
])
// BIT columns are bytes, the highest first.
const numberOf = (cell: unknown): string =>
  Buffer.isBuffer(cell) ? BigInt(`0x${cell.toString('hex') || '0'}`).toString() : String(cell)

export function native({ value, kind }: Bound): string | number | Buffer | null {
  if (value === null) return null
  if (kind === 'binary') return Buffer.from(value, 'base64')
  if (kind === 'time') return plainTime(value)
  if (kind === 'boolean' && (value === 'true' || value === 'false')) return value === 'true' ? 1 : 0
  return value
}
