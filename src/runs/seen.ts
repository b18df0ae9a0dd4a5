const BLOCK = 1_024

/**
 * The entries a full import has seen, as bits: 125 kB a million entries, and nothing to write for an entry that did not
 * change (docs/decisions/0003-seen-in-memory.md). A full import that is cut short obsoletes nothing, so nothing is lost with it.
 */
export class SeenEntries {
  readonly #blocks = new Map<number, Uint8Array>()
  #size = 0

  get size(): number {
    return this.#size
  }

  has(id: number): boolean {
    const block = this.#blocks.get(Math.floor(id / BLOCK))
    const bit = id % BLOCK
    return block !== undefined && ((block[bit >> 3] as number) & (1 << (bit & 7))) !== 0
  }

  /** Answers false when the entry had been seen before. */
  add(id: number): boolean {
    const key = Math.floor(id / BLOCK)
    let block = this.#blocks.get(key)
    if (block === undefined) {
      block = new Uint8Array(BLOCK >> 3)
      this.#blocks.set(key, block)
    }
    const bit = id % BLOCK
    const mask = 1 << (bit & 7)
    const byte = block[bit >> 3] as number
    if ((byte & mask) !== 0) return false
    block[bit >> 3] = byte | mask
    this.#size++
    return true
  }
}
