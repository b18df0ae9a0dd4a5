import type { ExportOperation } from '../../connector-space/entry.js'
import type { Changes } from '../../model/delta.js'
import type { Attributes } from '../../model/value.js'
import type { Session } from '../database.js'
import { optionalTime, type TimeText, timeOf } from './time.js'

/** What an import has staged of an entry, and what synchronization knew before. */
export interface EntryImages {
  readonly id: number
  readonly image: Attributes
  /** The synchronized image; undefined when it equals the import image. */
  readonly previous: Attributes | undefined
  readonly previousType: string | undefined
}

export async function loadImages(session: Session, ids: readonly number[]): Promise<EntryImages[]> {
  const rows = await session.query<{
    id: number
    image: Attributes
    previous: Attributes | null
    previousType: string | null
  }>(
    `select e.id, e.image, i.previous, i.previous_type as "previousType"
     from entry e left join pending_import i on i.entry_id = e.id where e.id = any($1)`,
    [ids],
  )
  return rows.map(row => ({ ...row, previous: row.previous ?? undefined, previousType: row.previousType ?? undefined }))
}

export const EXPORT_LAYERS = ['pending', 'escrowed', 'unconfirmed'] as const
export type ExportLayer = (typeof EXPORT_LAYERS)[number]

/** A change on its way to the source: to be sent, being sent, or sent and not yet seen back. References are rows of their own. */
export interface ExportLayerRow {
  readonly entry: number
  readonly layer: ExportLayer
  readonly operation: ExportOperation
  readonly dn: string | undefined
  readonly changes: Changes
  /** What the object becomes, where it is made anew as another type. */
  readonly objectType?: string
  readonly held: boolean
  /** Who holds it back. */
  readonly heldBy: string | undefined
  readonly heldSince: Date | undefined
  readonly mayBeSent: boolean
  readonly changedAt: Date
}

export async function loadExportLayers(session: Session, ids: readonly number[]): Promise<ExportLayerRow[]> {
  const rows = await session.query<
    Omit<ExportLayerRow, 'dn' | 'objectType' | 'changedAt' | 'heldBy' | 'heldSince'> & {
      dn: string | null
      objectType: string | null
      changedAt: TimeText
      heldBy: string | null
      heldSince: TimeText | null
    }
  >(
    `select entry_id as entry, layer, operation, dn, changes, object_type as "objectType", held, held_by as "heldBy", held_since as "heldSince", may_be_sent as "mayBeSent", changed_at as "changedAt"
     from export_change where entry_id = any($1)`,
    [ids],
  )
  return rows.map(({ objectType, ...row }) => ({
    ...row,
    ...(objectType === null ? {} : { objectType }),
    dn: row.dn ?? undefined,
    changedAt: timeOf(row.changedAt),
    heldBy: row.heldBy ?? undefined,
    heldSince: optionalTime(row.heldSince),
  }))
}
