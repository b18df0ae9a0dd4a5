import type { Session } from '../database.js'
import { countRows, type Listing, readPage } from './listing.js'
import type { Page, PageRequest } from './page.js'
import { optionalTime, type TimeText, timeOf } from './time.js'

export interface KeyRow {
  readonly id: number
  readonly name: string
  readonly scopes: readonly string[]
  readonly hash: string
  readonly expiresAt: Date | undefined
  readonly lastUsedAt: Date | undefined
  readonly revoked: boolean
}

type Row = Omit<KeyRow, 'expiresAt' | 'lastUsedAt'> & { expires_at: TimeText | null; last_used_at: TimeText | null }

/** A key's row by the part of the key that is no secret. */
export async function findApiKey(session: Session, prefix: string): Promise<KeyRow | undefined> {
  const [row] = await session.query<Row>(
    'select id, name, scopes, hash, expires_at, last_used_at, revoked_at is not null as revoked from api_key where prefix = $1',
    [prefix],
  )
  if (row === undefined) return undefined
  const { expires_at, last_used_at, ...rest } = row
  return { ...rest, expiresAt: optionalTime(expires_at), lastUsedAt: optionalTime(last_used_at) }
}

/** A key without what it is verified by. */
export interface ListedKey {
  readonly id: number
  readonly prefix: string
  readonly name: string
  /** Roles, or `farm:<name>`. */
  readonly scopes: readonly string[]
  readonly createdAt: Date
  readonly expiresAt: Date | undefined
  readonly lastUsedAt: Date | undefined
  readonly revokedAt: Date | undefined
}

type Times = 'createdAt' | 'expiresAt' | 'lastUsedAt' | 'revokedAt'
type ListedRow = Omit<ListedKey, Times> & { createdAt: TimeText } & Record<Exclude<Times, 'createdAt'>, TimeText | null>

const listing = (): Listing => ({
  select: `q.id, q.prefix, q.name, q.scopes, q.created_at as "createdAt", q.expires_at as "expiresAt",
    q.last_used_at as "lastUsedAt", q.revoked_at as "revokedAt"`,
  from: 'api_key q',
  conditions: [],
  order: { columns: [{ sql: 'q.id', type: 'bigint' }] },
})

/** Every key there ever was, the oldest first. */
export async function listApiKeys(session: Session, page: PageRequest): Promise<Page<ListedKey>> {
  const { rows, more } = await readPage<ListedRow>(session, listing, page)
  const keys = rows.map(row => ({
    ...row,
    createdAt: timeOf(row.createdAt),
    expiresAt: optionalTime(row.expiresAt),
    lastUsedAt: optionalTime(row.lastUsedAt),
    revokedAt: optionalTime(row.revokedAt),
  }))
  return { rows: keys, more }
}

export const countApiKeys = (session: Session): Promise<number> => countRows(session, listing)
