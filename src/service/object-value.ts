import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import { readBinaryValue } from '../storage/read/graph/binary-value.js'
import type { Hub } from './hub.js'
import { schemaOf } from './schema.js'
import { sightFor } from './sight.js'

/** One value of a binary attribute of a metaverse object; undefined when there is none. @throws ProblemError `access.denied` */
export async function binaryValue(
  hub: Hub,
  actor: Actor,
  { object, attribute, index }: { readonly object: number; readonly attribute: string; readonly index: number },
): Promise<Buffer | undefined> {
  authorize(actor, 'read-metaverse')
  const definition = (await schemaOf(hub)).metaverse.attributes.get(attribute)
  if (definition?.type !== 'binary') return undefined
  return readBinaryValue(hub.database, { object, attribute: definition, index }, await sightFor(hub, actor))
}
