import { formatDate } from './date-format.js'
import { parseDate } from './date-parse.js'
import { DATE, type ExpressionFunction } from './function.js'

/** Functions of points in time. Days, months and years are those of UTC. */
export const DATES: readonly ExpressionFunction[] = [
  {
    signature: `DateAdd(string, int, ${DATE}): ${DATE}`,
    description: 'So many intervals later: yyyy q m y d w ww h n s',
    call: add,
  },
  {
    signature: `DateFromNum(int): ${DATE}`,
    description: "The point in time of Active Directory's number",
    call: fromFileTime,
  },
  {
    signature: `NumFromDate(${DATE}): int`,
    description: "Active Directory's number of a point in time",
    call: toFileTime,
  },
  {
    signature: `FormatDateTime(${DATE}, string): string`,
    aliases: ['DateTimeFormat'],
    description: 'A point in time as text',
    call: formatDate,
  },
  {
    signature: 'FormatDateTime(string, string): string',
    aliases: ['DateTimeFormat'],
    description: "A date's text in another form",
    call: (text: string, format: string) => formatDate(parseDate(text), format),
  },
  { signature: `Now(): ${DATE}`, description: 'The present', volatile: true, call: () => new Date() },
]

const DAY = 86_400_000
const MILLISECONDS: Readonly<Record<string, number>> = {
  y: DAY,
  d: DAY,
  w: DAY,
  ww: 7 * DAY,
  h: 3_600_000,
  n: 60_000,
  s: 1_000,
}
const IN_MONTHS: Readonly<Record<string, number>> = { yyyy: 12, q: 3, m: 1 }

function add(interval: string, count: bigint, date: Date): Date {
  const unit = interval.toLowerCase()
  const months = IN_MONTHS[unit]
  const milliseconds = MILLISECONDS[unit]
  if (months !== undefined) return inRange(addMonths(date, Number(count) * months))
  if (milliseconds !== undefined) return inRange(new Date(date.getTime() + Number(count) * milliseconds))
  throw new Error(`an interval is one of yyyy, q, m, y, d, w, ww, h, n and s, found '${interval}'`)
}

// The 31st becomes the last day of a shorter month.
function addMonths(date: Date, months: number): Date {
  const result = new Date(date)
  result.setUTCDate(1)
  result.setUTCMonth(result.getUTCMonth() + months)
  const last = new Date(result)
  last.setUTCMonth(last.getUTCMonth() + 1, 0)
  result.setUTCDate(Math.min(date.getUTCDate(), last.getUTCDate()))
  return result
}

// A FILETIME counts steps of 100 ns since 1601.
const EPOCH = 11_644_473_600_000n
const STEPS = 10_000n

function fromFileTime(number: bigint): Date {
  if (number < 0n || number > toFileTime(LATEST)) throw new Error(`${number} stands for no point in time`)
  return new Date(Number(number / STEPS - EPOCH))
}

function toFileTime(date: Date): bigint {
  return (BigInt(date.getTime()) + EPOCH) * STEPS
}

const EARLIEST = new Date('0001-01-01T00:00:00Z')
const LATEST = new Date('9999-12-31T23:59:59.999Z')

function inRange(date: Date): Date {
  if (date >= EARLIEST && date <= LATEST) return date
  throw new Error('the date is outside the years 1 to 9999')
}
