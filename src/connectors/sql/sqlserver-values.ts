import { isoTime, plainTime } from './convert.js'
import type { Column } from './driver.js'
import type { Bound, Cell, ColumnKind } from './statement.js'

/** Kinds by the driver's names of types; every other type is text. */
const KINDS: ReadonlyMap<string, ColumnKind> = new Map([
  ['Bit', 'boolean'],
  ['BitN', 'boolean'],
  ['TinyInt', 'integer'],
  ['SmallInt', 'integer'],
  ['Int', 'integer'],
  ['IntN', 'integer'],
  ['BigInt', 'integer'],
  ['Decimal', 'decimal'],
  ['DecimalN', 'decimal'],
  ['Numeric', 'decimal'],
  ['NumericN', 'decimal'],
  ['Float', 'decimal'],
  ['FloatN', 'decimal'],
  ['Real', 'decimal'],
  ['Money', 'decimal'],
  ['MoneyN', 'decimal'],
  ['SmallMoney', 'decimal'],
  ['Binary', 'binary'],
  ['VarBinary', 'binary'],
  ['Image', 'binary'],
  ['Date', 'date'],
  ['DateTime', 'time'],
  ['DateTimeN', 'time'],
  ['SmallDateTime', 'time'],
  ['DateTime2', 'time'],
  ['DateTimeOffset', 'time'],
])
/** The user type of `rowversion`, whose values are bytes that grow. */
const ROWVERSION = 0x50
/** Columns without a scale of their own keep 1/300 of a second. */
const DATETIME_DIGITS = 2
/** A column as the driver describes it. */
export interface Field {
  readonly colName: string
  readonly type: { readonly name: string }
  readonly userType: number
  readonly scale?: number | undefined
}

export type Reader = (cell: unknown) => Cell

const kindOf = ({ type, userType }: Field): ColumnKind =>
  userType === ROWVERSION ? 'transaction' : (KINDS.get(type.name) ?? 'text')

export function columnOf(field: Field): Column {
  const kind = kindOf(field)
  return { name: field.colName, kind, ...(kind === 'time' && { digits: field.scale ?? DATETIME_DIGITS }) }
}

export function readerOf(field: Field): Reader {
  switch (kindOf(field)) {
    case 'binary':
      return cell => (cell as Buffer).toString('base64')
    case 'transaction':
      return cell => (cell as Buffer).toString('hex')
    case 'date':
      return cell => (cell as Date).toISOString().slice(0, 10)
    case 'time':
      return cell => exactTime(cell as Date & { readonly nanosecondsDelta?: number })
    case 'boolean':
      return cell => String(cell === true)
    default:
      return cell => (cell instanceof Date ? cell.toISOString().slice(11, -1) : String(cell))
  }
}

/** The driver keeps what a Date has no room for beside it, as a part of a second. */
function exactTime(date: Date & { readonly nanosecondsDelta?: number }): string {
  const beyond = Math.round((date.nanosecondsDelta ?? 0) * 1e7)
  return isoTime(`${date.toISOString().slice(0, -1)}${String(beyond).padStart(4, '0')}Z`)
}

export function native({ value, kind }: Bound): string | Buffer | null {
  if (value === null) return null
  if (kind === 'binary') return Buffer.from(value, 'base64')
  if (kind === 'transaction') return Buffer.from(value, 'hex')
  if (kind === 'time') return plainTime(value).replace(' ', 'T')
  if (kind === 'boolean' && (value === 'true' || value === 'false')) return value === 'true' ? '1' : '0'
  return value
}
