import type { Database, Transaction } from '../../../src/storage/database.js'

export class Killed extends Error {}

/** A database that its user loses after so many statements, for good: what a killed worker leaves behind. */
export function losing(database: Database, after: number): Database {
  let left = after
  const lose = (): void => {
    if (left-- <= 0) throw new Killed('killed')
  }
  const session = (transaction: Transaction): Transaction => ({
    query: async (text, values) => {
      lose()
      return transaction.query(text, values)
    },
    prepared: async (text, values) => {
      lose()
      return transaction.prepared(text, values)
    },
    copy: async (target, rows) => {
      lose()
      return transaction.copy(target, rows)
    },
  })
  return {
    ...database,
    query: async (text, values) => {
      lose()
      return database.query(text, values)
    },
    prepared: async (text, values) => {
      lose()
      return database.prepared(text, values)
    },
    transaction: (work, size) =>
      database.transaction(async transaction => {
        const result = await work(session(transaction))
        lose()
        return result
      }, size),
  }
}
