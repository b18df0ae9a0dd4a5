import type { Session } from '../database.js'
import { countRows, type MakeListing, readPage } from './listing.js'
import type { Page, PageRequest } from './page.js'
import { type TimeText, timeOf } from './time.js'

/** An applied configuration, without its document. */
export interface ConfigurationVersionRow {
  readonly id: number
  readonly author: string
  readonly digest: string
  readonly appliedAt: Date
}

type Raw = Omit<ConfigurationVersionRow, 'appliedAt'> & { appliedAt: TimeText }

const COLUMNS = 'c.id, c.author, c.digest, c.applied_at as "appliedAt"'

const toVersion = (raw: Raw): ConfigurationVersionRow => ({ ...raw, appliedAt: timeOf(raw.appliedAt) })

const all: MakeListing = () => ({
  select: COLUMNS,
  from: 'configuration_version c',
  conditions: [],
  order: { columns: [{ sql: 'c.id', type: 'bigint' }], descending: true },
})

/** All versions, the newest first. */
export async function listVersions(session: Session, page: PageRequest): Promise<Page<ConfigurationVersionRow>> {
  const { rows, more } = await readPage<Raw>(session, all, page)
  return { rows: rows.map(toVersion), more }
}

export const countVersions = (session: Session): Promise<number> => countRows(session, all)

export async function findVersions(session: Session, ids: readonly number[]): Promise<ConfigurationVersionRow[]> {
  return (
    await session.query<Raw>(`select ${COLUMNS} from configuration_version c where c.id = any($1::bigint[])`, [ids])
  ).map(toVersion)
}

/** The number of the version in force; undefined before the first. */
export async function currentVersion(session: Session): Promise<number | undefined> {
  const [row] = await session.query<{ id: number | null }>('select max(id) as id from configuration_version')
  return row?.id ?? undefined
}
