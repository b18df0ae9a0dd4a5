import type { Session } from '../database.js'
import { optionalTime, type TimeText, timeOf } from './time.js'

export interface KeyRow {
  readonly id: number
  readonly name: string
  readonly role: string
  readonly hash: string
  readonly expiresAt: Date | undefined
  readonly lastUsedAt: Date | undefined
  readonly revoked: boolean
}

type Row = Omit<KeyRow, 'expiresAt' | 'lastUsedAt'> & { expires_at: TimeText | null; last_used_at: TimeText | null }

/** A key's row by the part of the key that is no secret. */
export async function findApiKey(session: Session, prefix: string): Promise<KeyRow | undefined> {
  const [row] = await session.query<Row>(
    'select id, name, role, hash, expires_at, last_used_at, revoked_at is not null as revoked from api_key where prefix = $1',
    [prefix],
  )
  if (row === undefined) return undefined
  const { expires_at, last_used_at, ...rest } = row
  return { ...rest, expiresAt: optionalTime(expires_at), lastUsedAt: optionalTime(last_used_at) }
}

/** A key without what it is verified by. */
export interface ListedKey {
  readonly prefix: string
  readonly name: string
  readonly role: string
  readonly createdAt: Date
  readonly expiresAt: Date | undefined
  readonly lastUsedAt: Date | undefined
  readonly revokedAt: Date | undefined
}

type Times = 'createdAt' | 'expiresAt' | 'lastUsedAt' | 'revokedAt'
type ListedRow = Omit<ListedKey, Times> & { createdAt: TimeText } & Record<Exclude<Times, 'createdAt'>, TimeText | null>

/** Every key there ever was, the oldest first. */
export async function listApiKeys(session: Session): Promise<ListedKey[]> {
  const rows = await session.query<ListedRow>(
    `select prefix, name, role, created_at as "createdAt", expires_at as "expiresAt", last_used_at as "lastUsedAt",
       revoked_at as "revokedAt"
     from api_key order by id`,
  )
  return rows.map(row => ({
    ...row,
    createdAt: timeOf(row.createdAt),
    expiresAt: optionalTime(row.expiresAt),
    lastUsedAt: optionalTime(row.lastUsedAt),
    revokedAt: optionalTime(row.revokedAt),
  }))
}
