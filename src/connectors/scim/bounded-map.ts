/** A map that forgets what was set longest ago once it is full. */
export class BoundedMap<Key, Value> {
  readonly #held = new Map<Key, Value>()
  readonly #most: number
  constructor(most: number) {
    this.#most = most
  }

  get(key: Key): Value | undefined {
    return this.#held.get(key)
  }

  set(key: Key, value: Value): void {
    this.#held.delete(key)
    this.#held.set(key, value)
    if (this.#held.size <= this.#most) return
    for (const oldest of this.#held.keys()) {
      this.#held.delete(oldest)
      break
    }
  }

  delete(key: Key): void {
    this.#held.delete(key)
  }
}
