/** A text's parts as numbers; month and day count from 1. */
interface Parts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly time?: string | undefined
  readonly half?: string | undefined
  readonly zone?: string | undefined
}

const TIME = String.raw`(?:[T ]\s*(?<time>\d{1,2}(?::\d{2}(?::\d{2}(?:[.,]\d+)?)?)?)\s*(?<half>[AP]M)?\s*(?<zone>Z|[+-]\d{1,2}(?::?\d{2})?)?)?`
const FORMS = [
  new RegExp(String.raw`^(?<year>\d{4})[-/](?<month>\d{1,2})[-/](?<day>\d{1,2})${TIME}$`, 'i'),
  // As in Office, the month comes first.
  new RegExp(String.raw`^(?<month>\d{1,2})/(?<day>\d{1,2})/(?<year>\d{4})${TIME}$`, 'i'),
  // RFC 4517 3.3.13, generalized time: 20140905081453.0Z
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?<time>\d{2}(?:\d{2}(?:\d{2}(?:[.,]\d+)?)?)?)(?<zone>Z|[+-]\d{2}(?:\d{2})?)$/i,
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/,
]

/**
 * The point in time that a text gives; without a zone, in UTC. Takes ISO 8601, generalized time and month/day/year.
 * @throws Error when it gives none
 */
export function parseDate(text: string): Date {
  const date = dateOf(text)
  if (date === undefined)
    throw new Error(`'${text}' is no date (2027-01-31, 2027-01-31T08:00Z, 1/31/2027 8:00 AM, 20270131080000.0Z)`)
  return date
}

/** The same, or undefined when the text gives no point in time. */
export function dateOf(text: string): Date | undefined {
  for (const form of FORMS) {
    const groups = form.exec(text.trim())?.groups
    if (groups === undefined) continue
    const { year = '', month = '', day = '', time, half, zone } = groups
    return compose({ year: Number(year), month: Number(month), day: Number(day), time, half, zone })
  }
  return undefined
}

function compose({ year, month, day, time, half, zone }: Parts): Date | undefined {
  const clock = clockOf(time, half)
  const shift = minutesOf(zone)
  if (clock === undefined || shift === undefined) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  // The 31st of a month with 30 days is no date.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  date.setUTCHours(clock.hours, clock.minutes - shift, clock.seconds, clock.milliseconds)
  return date
}

function clockOf(time: string | undefined, half: string | undefined) {
  if (time === undefined) return { hours: 0, minutes: 0, seconds: 0, milliseconds: 0 }
  const [whole = '', fraction = ''] = time.split(/[.,]/)
  const [first = '', minutes = '0', seconds = '0'] = whole.includes(':')
    ? whole.split(':')
    : (whole.match(/\d{1,2}/g) ?? [])
  const hours = hoursOf(Number(first), half?.toUpperCase())
  if (hours === undefined || hours > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined
  const milliseconds = Math.trunc(Number(`0.${fraction || '0'}`) * 1000)
  return { hours, minutes: Number(minutes), seconds: Number(seconds), milliseconds }
}

function hoursOf(hours: number, half: string | undefined): number | undefined {
  if (half === undefined) return hours
  if (hours < 1 || hours > 12) return undefined
  return (hours % 12) + (half === 'PM' ? 12 : 0)
}

function minutesOf(zone: string | undefined): number | undefined {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone) ?? []
  if (sign === undefined || Number(hours) > 14 || Number(minutes) > 59) return undefined
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
