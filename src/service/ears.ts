/** One subscriber's ear. */
export interface Follower {
  /** Resolves at the next news since the last call, at once when there was some, and after `milliseconds` anyway. */
  news(milliseconds: number): Promise<void>
  close(): void
}

/** Those who wait for news of something. */
export interface Ears<Key> {
  follow(key: Key): Follower
  wake(key: Key): void
  wakeAll(): void
  /** How many keys somebody waits for. */
  readonly size: number
}

export function createEars<Key>(): Ears<Key> {
  const ears = new Map<Key, Set<() => void>>()
  const wake = (key: Key): void => {
    for (const call of ears.get(key) ?? []) call()
  }
  return {
    get size() {
      return ears.size
    },
    follow: key => follow(ears, key),
    wake,
    wakeAll() {
      for (const key of ears.keys()) wake(key)
    },
  }
}

function follow<Key>(ears: Map<Key, Set<() => void>>, key: Key): Follower {
  let heard = false
  let resume: (() => void) | undefined
  const call = (): void => {
    heard = true
    resume?.()
  }
  const calls = ears.get(key) ?? new Set()
  ears.set(key, calls.add(call))
  return {
    async news(milliseconds) {
      if (!heard) {
        let timer: NodeJS.Timeout | undefined
        await new Promise<void>(resolve => {
          resume = resolve
          timer = setTimeout(resolve, milliseconds)
        })
        clearTimeout(timer)
        resume = undefined
      }
      heard = false
    },
    close() {
      calls.delete(call)
      if (calls.size === 0 && ears.get(key) === calls) ears.delete(key)
    },
  }
}
