import type { HttpAnswer } from './exchange.js'

/** The farm has too much to do: it says so, and a later try may go well. */
export const isBusy = ({ status }: HttpAnswer): boolean => status === 429 || status === 503

const SHORTEST = 500
const LONGEST = 60_000

/** Milliseconds before the next try: what the farm asks for, otherwise longer each time, with some chance in it. */
export function waitBefore(attempt: number, answer: HttpAnswer | undefined, now = Date.now()): number {
  const asked = retryAfter(answer?.headers['retry-after'], now)
  if (asked !== undefined) return Math.min(asked, LONGEST)
  const longest = Math.min(SHORTEST * 2 ** attempt, LONGEST)
  return longest / 2 + (Math.random() * longest) / 2
}

/** `Retry-After` in milliseconds (RFC 9110 10.2.3): seconds, or a date. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
