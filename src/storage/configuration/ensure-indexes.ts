import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { ClientBase } from 'pg'
import type { MetaverseAttribute } from '../../metaverse/schema.js'
import type { Database } from '../database.js'
import { backfillKeys, type KeyOf } from './backfill-keys.js'

/** What the indexes of search keys are called. */
const PREFIX = 'metaverse_key_'
const MAXIMUM_NAME = 63
const LOCK = 4_829_503
const POLL_MILLISECONDS = 50

interface FoundIndex {
  readonly name: string
  readonly method: string
  readonly valid: boolean
}

/**
 * Makes the indexes of search keys those of the indexed attributes, without keeping writers waiting. An attribute that gets an
 * index gets its keys first, so that an index that exists is an index that can be relied on. Repeatable after a crash.
 * @param keyOf how a value is written for searching
 * @returns names of attributes whose index was made
 */
export async function ensureIndexes(
  database: Database,
  attributes: Iterable<MetaverseAttribute>,
  keyOf: KeyOf,
): Promise<string[]> {
  const session = await database.pool.connect()
  let isSound = false
  try {
    // An index that somebody else is just making looks like one that failed: one process at a time.
    while (!(await tryLock(session))) await setTimeout(POLL_MILLISECONDS)
    const made = await makeIndexes(database, attributes, keyOf)
    await session.query(`select pg_advisory_unlock(${LOCK})`)
    isSound = true
    return made
  } finally {
    // With the connection the lock goes.
    session.release(!isSound)
  }
}

// Making an index concurrently waits for the end of every transaction that it finds with a snapshot. The lock is the connection's, so that
// it is held without a transaction, and asked for again and again, so that it is waited for without one.
async function tryLock(session: ClientBase): Promise<boolean> {
  const { rows } = await session.query<{ taken: boolean }>(`select pg_try_advisory_lock(${LOCK}) as taken`)
  return rows[0]?.taken === true
}

async function makeIndexes(
  database: Database,
  attributes: Iterable<MetaverseAttribute>,
  keyOf: KeyOf,
): Promise<string[]> {
  const wanted = new Map([...attributes].filter(each => each.indexed).map(each => [indexName(each.name), each]))
  const found = new Map((await loadIndexes(database)).map(index => [index.name, index]))
  for (const index of found.values()) {
    const attribute = wanted.get(index.name)
    if (attribute && index.valid && index.method === methodOf(attribute)) continue
    await database.query(`drop index concurrently if exists ${quoted(index.name)}`)
    found.delete(index.name)
  }
  const made: string[] = []
  for (const [name, attribute] of wanted) {
    if (found.has(name)) continue
    await backfillKeys(database, attribute.name, keyOf)
    await database.query(createIndex(name, attribute))
    made.push(attribute.name)
  }
  return made
}

function loadIndexes(database: Database): Promise<FoundIndex[]> {
  return database.query<FoundIndex>(
    `select class.relname as name, method.amname as method, pg_index.indisvalid as valid
     from pg_index
     join pg_class class on class.oid = pg_index.indexrelid
     join pg_am method on method.oid = class.relam
     where pg_index.indrelid = 'metaverse_object'::regclass and starts_with(class.relname, $1)`,
    [PREFIX],
  )
}

const methodOf = (attribute: MetaverseAttribute): string => (attribute.multivalued ? 'gin' : 'btree')

// One of several values is found with @>; a single value by equality and by its beginning.
function createIndex(name: string, attribute: MetaverseAttribute): string {
  const key = `keys -> '${attribute.name.replaceAll("'", "''")}'`
  const on = attribute.multivalued ? `gin ((${key}))` : `btree (((${key}) ->> 0) collate "C")`
  // Most objects lack most attributes: what is absent takes no place in the index, and every new object costs less.
  return `create index concurrently if not exists ${quoted(name)} on metaverse_object using ${on} where (${key}) is not null`
}

function indexName(attribute: string): string {
  const name = `${PREFIX}${attribute}`
  if (Buffer.byteLength(name) <= MAXIMUM_NAME) return name
  return `${PREFIX}${createHash('sha256').update(attribute).digest('hex').slice(0, 32)}`
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
