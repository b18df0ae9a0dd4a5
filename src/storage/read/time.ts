/** A time as the connection hands it over: PostgreSQL's own text. */
export type TimeText = string | Date

/** Reads `2026-11-23 16:26:50.849+00`. */
export function timeOf(text: TimeText): Date {
  if (text instanceof Date) return text
  return new Date(text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00'))
}

export const optionalTime = (text: TimeText | null): Date | undefined => (text === null ? undefined : timeOf(text))

/** A column's time as people see it: to the millisecond. What they have seen in a history is what they ask for. */
export const MILLISECOND = (column: string): string => `date_trunc('milliseconds', ${column})`
