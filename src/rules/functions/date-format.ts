const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

/** .NET's standard formats, in the invariant culture. */
const STANDARD: Readonly<Record<string, string>> = {
  d: 'MM/dd/yyyy',
  D: 'dddd, dd MMMM yyyy',
  f: 'dddd, dd MMMM yyyy HH:mm',
  F: 'dddd, dd MMMM yyyy HH:mm:ss',
  g: 'MM/dd/yyyy HH:mm',
  G: 'MM/dd/yyyy HH:mm:ss',
  m: 'MMMM dd',
  M: 'MMMM dd',
  o: "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'",
  O: "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'",
  r: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  R: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  s: "yyyy-MM-dd'T'HH:mm:ss",
  t: 'HH:mm',
  T: 'HH:mm:ss',
  u: "yyyy-MM-dd HH:mm:ss'Z'",
  y: 'yyyy MMMM',
  Y: 'yyyy MMMM',
}

const TOKEN = /\\(.)|'([^']*)'|"([^"]*)"|(y+|M+|d+|H+|h+|m+|s+|f+|F+|t+|z+|K|g+)|(%)|./gsu

const two = (value: number): string => `${value}`.padStart(2, '0')

/** How each letter is written, given how often it stands there. */
const LETTERS: Readonly<Record<string, (date: Date, count: number) => string>> = {
  y: (date, count) =>
    count === 1
      ? `${date.getUTCFullYear() % 100}`
      : count === 2
        ? two(date.getUTCFullYear() % 100)
        : `${date.getUTCFullYear()}`.padStart(count, '0'),
  M: (date, count) => named(MONTHS, date.getUTCMonth(), count) ?? numbered(date.getUTCMonth() + 1, count),
  d: (date, count) => named(DAYS, date.getUTCDay(), count) ?? numbered(date.getUTCDate(), count),
  H: (date, count) => numbered(date.getUTCHours(), count),
  h: (date, count) => numbered(date.getUTCHours() % 12 || 12, count),
  m: (date, count) => numbered(date.getUTCMinutes(), count),
  s: (date, count) => numbered(date.getUTCSeconds(), count),
  f: (date, count) => fraction(date, count),
  F: (date, count) => fraction(date, count).replace(/0+$/, ''),
  t: (date, count) => (date.getUTCHours() < 12 ? 'AM' : 'PM').slice(0, count),
  z: (_, count) => (count === 1 ? '+0' : count === 2 ? '+00' : '+00:00'),
  K: () => 'Z',
  g: () => 'A.D.',
}

/** A point in time in UTC, as a format of .NET and Office says: `yyyy-MM-dd`, `yyyyMMddHHmmss.0Z`, or one standard letter. */
export function formatDate(date: Date, format: string): string {
  if (format === '') throw new Error('the format of a date is empty')
  const custom = format.length === 1 ? STANDARD[format] : format
  if (custom === undefined) throw new Error(`'${format}' is no format of a date`)
  return custom.replace(
    TOKEN,
    (whole: string, escaped?: string, single?: string, double?: string, letters?: string, percent?: string) => {
      if (percent !== undefined) return ''
      if (letters !== undefined) return LETTERS[letters.charAt(0)]?.(date, letters.length) ?? letters
      return escaped ?? single ?? double ?? whole
    },
  )
}

function named(names: readonly string[], index: number, count: number): string | undefined {
  if (count < 3) return undefined
  const name = names[index] ?? ''
  return count === 3 ? name.slice(0, 3) : name
}

const numbered = (value: number, count: number): string => (count === 1 ? `${value}` : two(value))
const fraction = (date: Date, count: number): string =>
  `${date.getUTCMilliseconds()}`.padStart(3, '0').padEnd(7, '0').slice(0, count)
