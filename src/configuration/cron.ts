interface Field {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly words?: readonly string[]
}

const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  {
    name: 'month',
    from: 1,
    to: 12,
    words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of the week', from: 0, to: 7, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
]

/** What is wrong with a cron expression of five fields, or undefined. */
export function cronProblem(text: string): string | undefined {
  const parts = text.trim().split(/\s+/)
  if (parts.length !== FIELDS.length) {
    return `A schedule has five fields (minute, hour, day of the month, month, day of the week), found ${text.trim() === '' ? 0 : parts.length}`
  }
  for (const [i, field] of FIELDS.entries()) {
    const part = parts[i] ?? ''
    const wrong = part.split(',').find(item => !isItem(item, field))
    if (wrong !== undefined) return `${part} is no ${field.name}: expected ${field.from} to ${field.to}`
  }
  return undefined
}

/** Whether the runtime knows a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return /^[A-Za-z]/.test(name)
  } catch {
    return false
  }
}

function isItem(item: string, field: Field): boolean {
  const [range = '', step, ...more] = item.split('/')
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false
  if (range === '*') return true
  const ends = range.split('-').map(end => numberOf(end, field))
  if (ends.length > 2 || ends.some(end => end === undefined || end < field.from || end > field.to)) return false
  const [from = 0, to = from] = ends
  return from <= to
}

function numberOf(text: string, { from, words }: Field): number | undefined {
  if (/^\d{1,2}$/.test(text)) return Number(text)
  const word = words?.indexOf(text.toLowerCase()) ?? -1
  return word < 0 ? undefined : word + from
}
