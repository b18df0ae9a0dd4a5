import type { EntityManager } from '@mikro-orm/postgresql'
import type { Database } from '../database.js'

/** A unit of work over what people edit, in one transaction. */
export type EditTransaction = EntityManager

/** One number for all hubs: configurations are applied one after the other. */
const LOCK = 4_829_502

/** Runs work that changes the configuration: alone, and wholly or not at all. */
export function editConfiguration<T>(database: Database, work: (edit: EditTransaction) => Promise<T>): Promise<T> {
  return database.orm.em.fork().transactional(async edit => {
    await edit.execute('select pg_advisory_xact_lock(?)', [LOCK])
    return work(edit)
  })
}
