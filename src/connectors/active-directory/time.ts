/** Milliseconds from 1601, where file times begin, to 1970. */
const TO_UNIX = 11_644_473_600_000n
const NEVER: ReadonlySet<string> = new Set(['0', '9223372036854775807'])
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,7})?Z$/
const GENERALIZED = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:[.,](\d+))?Z$/
/** Directories before 2000 write the year with two digits. */
const UTC = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/

/** What `9223372036854775807`, the end of time, and 0 stand for: no time at all. */
export const isNever = (text: string): boolean => NEVER.has(text)

/**
 * A file time (tenths of microseconds since 1601) as `2026-11-26T01:15:56.2970410Z`: all seven digits, so that nothing is lost; none
 * for a whole second. What is no such number is handed on as it is.
 */
export function fileTimeToIso(text: string): string {
  if (!/^\d+$/.test(text)) return text
  const ticks = BigInt(text)
  const milliseconds = ticks / 10_000n - TO_UNIX
  const date = new Date(Number(milliseconds))
  if (Number.isNaN(date.getTime())) return text
  const fraction = ticks % 10_000_000n
  const seconds = date.toISOString().slice(0, 19)
  return fraction === 0n ? `${seconds}Z` : `${seconds}.${fraction.toString().padStart(7, '0')}Z`
}

/** The file time of an ISO 8601 time in UTC; whatever else is handed on as it is (`0`, `-1`). */
export function isoToFileTime(text: string): string {
  if (!ISO.test(text)) return text
  const milliseconds = Date.parse(`${text.slice(0, 19)}Z`)
  if (Number.isNaN(milliseconds)) return text
  const fraction = /\.(\d+)Z$/.exec(text)?.[1] ?? ''
  return ((BigInt(milliseconds) + TO_UNIX) * 10_000n + BigInt(fraction.padEnd(7, '0').slice(0, 7) || '0')).toString()
}

/** A generalized or UTC time (RFC 4517) as ISO 8601: `20261126011556.0Z` → `2026-11-26T01:15:56Z`. Anything else as it is. */
export function generalizedToIso(text: string): string {
  const long = GENERALIZED.exec(text)
  if (long !== null) {
    const [, year, month, day, hour, minute, second, fraction = ''] = long
    const rest = fraction.replace(/0+$/, '')
    return `${year}-${month}-${day}T${hour}:${minute}:${second}${rest === '' ? '' : `.${rest}`}Z`
  }
  const short = UTC.exec(text)
  if (short === null) return text
  const [, year = '', month, day, hour, minute, second] = short
  return `${Number(year) < 50 ? '20' : '19'}${year}-${month}-${day}T${hour}:${minute}:${second}Z`
}

/** The generalized time of an ISO 8601 time in UTC; anything else as it is. */
export function isoToGeneralized(text: string): string {
  if (!ISO.test(text)) return text
  return `${text.slice(0, 19).replace(/[-:T]/g, '')}.0Z`
}
