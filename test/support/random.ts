/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export interface Random {
  (): number
  /** A whole number below `limit`. */
  below(limit: number): number
  /** One of some things; undefined when there are none. */
  pick<T>(from: readonly T[]): T | undefined
}

export function randomOf(seed: number): Random {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return Object.assign(next, { below, pick: <T>(from: readonly T[]) => from[below(from.length)] })
}
