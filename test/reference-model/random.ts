/** Numbers that only depend on the seed (mulberry32). */
export interface Random {
  /** From 0 to `below` - 1. */
  number(below: number): number
  chance(share: number): boolean
  pick<Item>(items: readonly Item[]): Item
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const number = (below: number): number => Math.floor(next() * below)
  return {
    number,
    chance: share => next() < share,
    pick: items => items[number(items.length)] as (typeof items)[number],
  }
}
