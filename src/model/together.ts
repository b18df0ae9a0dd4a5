/** Work that may be asked for by several at once, by a key that says what it is. */
export type Together<Value> = (key: string, work: () => Promise<Value>) => Promise<Value>

/** Shares what is under way: whoever asks for the same meanwhile gets the same answer, also that it failed. Nothing is kept. */
export function together<Value>(): Together<Value> {
  const underWay = new Map<string, Promise<Value>>()
  return (key, work) => {
    const held = underWay.get(key)
    if (held !== undefined) return held
    const made = work().finally(() => underWay.delete(key))
    underWay.set(key, made)
    return made
  }
}
