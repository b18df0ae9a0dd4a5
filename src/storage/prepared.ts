import { hash } from 'node:crypto'

/** Every connection keeps what was prepared on it until it ends. */
const MOST_PREPARED = 300
const MOST_NOTED = 3_000

export type StatementOf = (text: string, values?: readonly unknown[]) => Statement

export interface Statement {
  readonly name?: string
  readonly text: string
  readonly values?: unknown[]
}

/** A statement that is planned for the values it is given. */
export const planned: StatementOf = (text, values) =>
  values === undefined ? { text } : { text, values: values as unknown[] }

/** Gives statements that are run again a name, under which a connection parses them once. Those that nobody repeats cost nothing. */
export function prepareRepeated(): StatementOf {
  const names = new Map<string, string>()
  const seen = new Set<string>()
  return (text, values) => {
    const name = names.get(text)
    if (name !== undefined) return { name, ...planned(text, values) }
    if (names.size < MOST_PREPARED && seen.delete(text)) names.set(text, hash('sha256', text, 'hex').slice(0, 40))
    else {
      if (seen.size >= MOST_NOTED) seen.clear()
      seen.add(text)
    }
    return planned(text, values)
  }
}
