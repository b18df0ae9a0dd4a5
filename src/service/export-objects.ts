import type { Readable } from 'node:stream'
import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import { exportRows } from '../storage/read/graph/export-rows.js'
import type { ExportQuery } from '../storage/read/graph/export-sql.js'
import type { Hub } from './hub.js'
import { sightFor } from './sight.js'

/** All objects of a type as a file, streamed. @throws ProblemError `access.denied` */
export async function exportObjects(hub: Hub, actor: Actor, query: ExportQuery): Promise<Readable> {
  authorize(actor, 'read-metaverse')
  return exportRows(hub.database, query, await sightFor(hub, actor))
}
