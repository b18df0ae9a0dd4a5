import { setTimeout as sleep } from 'node:timers/promises'

/** Lets so many through a second, evenly. */
export function pace(perSecond: number | undefined): (signal: AbortSignal) => Promise<void> {
  if (perSecond === undefined) return async () => {}
  const gap = 1_000 / perSecond
  let next = 0
  return async signal => {
    const now = performance.now()
    const turn = Math.max(now, next)
    next = turn + gap
    if (turn > now) await sleep(turn - now, undefined, { signal })
  }
}

/** Hands out a few things to many, one at a time each, in the order in which they ask. */
export interface Pool<T> {
  use<R>(work: (one: T) => Promise<R>): Promise<R>
}

export function poolOf<T>(things: readonly T[]): Pool<T> {
  const free = [...things]
  const waiting: ((one: T) => void)[] = []
  const take = async (): Promise<T> => free.pop() ?? new Promise(done => waiting.push(done))
  return {
    async use(work) {
      const one = await take()
      try {
        return await work(one)
      } finally {
        const next = waiting.shift()
        if (next === undefined) free.push(one)
        else next(one)
      }
    },
  }
}
