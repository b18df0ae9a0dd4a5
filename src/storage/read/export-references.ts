import type { Session } from '../database.js'
import type { ExportLayer } from './entry-layers.js'
import { countEach, type MakeListing, readPages } from './listing.js'
import type { Page, PageRequest } from './page.js'

/** One reference that is to be, or was, sent to the source. */
export interface ExportReferenceRow {
  readonly attribute: string
  readonly target: number
  readonly operation: 'add' | 'delete'
}

export interface ExportLayerKey {
  readonly entry: number
  readonly layer: ExportLayer
}

const ofLayer: MakeListing = () => ({
  select: `r.attribute, r.target_id as target, case r.operation when 1 then 'add' else 'delete' end as operation`,
  from: 'export_reference r',
  conditions: ['r.entry_id = p.c1', 'r.layer = p.c2'],
  order: {
    columns: [
      { sql: 'r.attribute', type: 'text' },
      { sql: 'r.target_id', type: 'bigint' },
    ],
  },
})

const parents = (layers: readonly ExportLayerKey[]) => ({
  types: ['bigint', 'text'],
  keys: layers.map(each => [each.entry, each.layer]),
})

/** The references of export layers, a page each. */
export const pageExportReferences = (
  session: Session,
  layers: readonly ExportLayerKey[],
  page: PageRequest,
): Promise<Page<ExportReferenceRow>[]> => readPages(session, parents(layers), ofLayer, page)

export const countExportReferences = (session: Session, layers: readonly ExportLayerKey[]): Promise<number[]> =>
  countEach(session, parents(layers), ofLayer)
