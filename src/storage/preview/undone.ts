import type { Database, Transaction } from '../database.js'

class Undone extends Error {}

/** Works in a transaction that is taken back whatever happens. Answers what the work found out. */
export async function undone<T>(database: Database, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  let found: { readonly value: T } | undefined
  try {
    await database.transaction(async transaction => {
      found = { value: await work(transaction) }
      throw new Undone()
    })
  } catch (error) {
    if (!(error instanceof Undone) || found === undefined) throw error
  }
  return (found as unknown as { readonly value: T }).value
}

/** Works on from here, and takes that back before the transaction goes on. */
export async function undoneWithin<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
  await transaction.query('savepoint undone')
  const value = await work()
  await transaction.query('rollback to savepoint undone')
  return value
}

const LOCK_NOT_AVAILABLE = '55P03'

/** Waits for rows that others are writing, but not for long: a run must never have to give way to somebody who only looks. */
export const impatient = (transaction: Transaction): Promise<unknown> =>
  transaction.query(`set local lock_timeout = '400ms'`)

export const isLockTimeout = (error: unknown): boolean =>
  error instanceof Error && (error as { code?: string }).code === LOCK_NOT_AVAILABLE
