import type { Session } from './database.js'

const BLOCK = 1_000

/** Hands out ids for entries and metaverse objects; a thousand of them cost one statement. */
export interface IdSource {
  take(count: number): Promise<number[]>
}

export function createIdSource(database: Session): IdSource {
  let next = 0
  let end = 0
  return {
    async take(count) {
      const ids: number[] = []
      while (ids.length < count) {
        if (next === end) {
          const [row] = await database.query<{ block: number }>(`select nextval('object_block') as block`)
          next = (row?.block ?? 0) * BLOCK
          end = next + BLOCK
        }
        ids.push(next++)
      }
      return ids
    },
  }
}
