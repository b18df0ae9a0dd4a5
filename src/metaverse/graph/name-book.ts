/** Names that can be had once, with who has them. */
export interface NameBook {
  /** Takes names for somebody; answers who has one of them already, and then takes none. */
  claim(names: readonly string[], owner: string): { readonly name: string; readonly owner: string } | undefined
}

const HUB = 'the hub itself'

/** @param taken names that the hub has */
export function newNameBook(taken: Iterable<string>): NameBook {
  const owners = new Map([...taken].map(name => [name, HUB]))
  return {
    claim(names, owner) {
      for (const name of names) {
        const holder = owners.get(name)
        if (holder !== undefined) return { name, owner: holder }
      }
      for (const name of names) owners.set(name, owner)
      return undefined
    },
  }
}
