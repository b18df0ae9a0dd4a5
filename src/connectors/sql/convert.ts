import type { ColumnKind } from './statement.js'

const TIME = /^(\d{4,}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?(?:Z|\+00(?::?00)?)?$/

/** A point in time as ISO text in UTC, with no more digits of a second than it has; other text (`infinity`) stays as it is. */
export function isoTime(text: string): string {
  const match = TIME.exec(text)
  if (match === null) return text
  const fraction = (match[3] ?? '').replace(/\.?0+$/, '')
  return `${match[1]}T${match[2]}${fraction}Z`
}

/** ISO text in UTC as databases without time zones want it: `2024-01-31 23:59:59.5`. */
export const plainTime = (text: string): string => (TIME.test(text) ? text.replace('T', ' ').replace(/Z$/, '') : text)

function floored(iso: string, digits: number): string {
  const [whole = '', fraction = ''] = iso.replace(/Z$/, '').split('.')
  const kept = fraction.slice(0, digits).replace(/0+$/, '')
  return kept === '' ? `${whole}Z` : `${whole}.${kept}Z`
}

/** The kinds whose columns take `true` and `false` as 1 and 0. */
export const isNumeric = (kind: ColumnKind): boolean => kind === 'integer' || kind === 'decimal'

/** How far delta imports stay behind the clock where the server does not tell what is running. */
export const BLIND_SECONDS = 5

/** The time so many seconds earlier. */
export const before = (iso: string, seconds: number): string =>
  seconds === 0 ? iso : new Date(Date.parse(iso) - seconds * 1_000).toISOString()

/** The earliest of the times, cut down to the digits that a column keeps: rounding must not make it later. */
export function earliest(times: readonly (string | null)[], digits: number): string | null {
  const known = times.filter(time => time !== null).sort((a, b) => (a.replace('Z', '') < b.replace('Z', '') ? -1 : 1))
  return known[0] === undefined ? null : floored(known[0], digits)
}
