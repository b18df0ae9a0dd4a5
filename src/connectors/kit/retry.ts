import { setTimeout as sleep } from 'node:timers/promises'
import { cancelled } from './stop.js'

/** How often and how patiently something is tried again. Times in milliseconds. */
export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly attempts: number
  /** Longest wait before the second try; each further one may be twice as long. */
  readonly firstDelay: number
  /** Longest wait of all, also when the source asks for more. */
  readonly longestDelay: number
}

/** What is to be done about one try: `again` may carry the milliseconds that the source asks to wait. */
export type Verdict = 'done' | { readonly again: true; readonly after?: number | undefined }

export interface RetryOptions<T> {
  readonly policy: RetryPolicy
  /** Judges what a try gave. What it does not want tried again is returned as it is. */
  readonly judge: (result: T) => Verdict
  /** Judges what a try threw; `done` throws it on. Without it everything is thrown on. */
  readonly judgeError?: (error: unknown) => Verdict
  readonly signal: AbortSignal
  /** Told before every wait. */
  readonly onWait?: (milliseconds: number) => void
  /** Between 0 and 1, for tests. */
  readonly random?: () => number
}

/**
 * Tries until it is done or the tries are used up; then the last result or error stands.
 * @throws ConnectorError when the run is cancelled meanwhile.
 */
export async function retried<T>(work: (attempt: number) => Promise<T>, options: RetryOptions<T>): Promise<T> {
  const { policy, judge, judgeError = () => 'done' } = options
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt >= policy.attempts
    let wait: number
    try {
      const result = await work(attempt)
      const verdict = judge(result)
      if (verdict === 'done' || isLast) return result
      wait = delayOf(attempt, verdict.after, options)
    } catch (error) {
      const verdict = judgeError(error)
      if (verdict === 'done' || isLast) throw error
      wait = delayOf(attempt, verdict.after, options)
    }
    options.onWait?.(wait)
    await pause(wait, options.signal)
  }
}

/** The wait after a try: what the source asks for, else a random part of a time that doubles; bounded either way. */
function delayOf<T>(
  attempt: number,
  asked: number | undefined,
  { policy, random = Math.random }: RetryOptions<T>,
): number {
  if (asked !== undefined) return Math.min(asked, policy.longestDelay)
  const most = Math.min(policy.longestDelay, policy.firstDelay * 2 ** (attempt - 1))
  // Never next to nothing: a source that is busy is still busy a moment later.
  return Math.round(most / 2 + (most / 2) * random())
}

/** Waits. @throws ConnectorError when the run is cancelled. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal })
  } catch {
    throw cancelled(signal)
  }
}

/** The milliseconds that a `Retry-After` header asks for: seconds or a date (RFC 9110 section 10.2.3). */
export function retryAfter(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) return undefined
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1_000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
