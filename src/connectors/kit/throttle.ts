import { pause } from './retry.js'
import { checkSignal } from './stop.js'

export interface ThrottleLimits {
  /** Most requests that may be on their way at once. */
  readonly concurrency: number
  /** Most requests begun in a second; absent, as many as go. */
  readonly perSecond?: number | undefined
}

/** Lets work begin in the order it was asked for, and no faster than the source allows. */
export type Throttle = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>

export function throttle({ concurrency, perSecond }: ThrottleLimits): Throttle {
  const interval = perSecond === undefined ? 0 : 1_000 / perSecond
  const waiting: (() => void)[] = []
  let busy = 0
  let nextStart = 0

  const enter = async () => {
    if (busy >= concurrency) await new Promise<void>(resolve => waiting.push(resolve))
    else busy++
  }
  const leave = () => {
    const next = waiting.shift()
    // The place goes straight to who waits longest.
    if (next === undefined) busy--
    else next()
  }
  return async (work, signal) => {
    await enter()
    try {
      checkSignal(signal)
      const now = performance.now()
      const start = Math.max(now, nextStart)
      nextStart = start + interval
      if (start > now) await pause(start - now, signal)
      return await work()
    } finally {
      leave()
    }
  }
}
