import type { Actor } from '../access/actor.js'
import { authorize, mayDo } from '../access/authorize.js'
import { farmsOf } from '../access/authorize-farm.js'
import { sightOf } from '../farms/profile.js'
import { readBinaryValue } from '../storage/read/graph/binary-value.js'
import { profilesOf, visibleFarms } from './farm-profiles.js'
import type { Hub } from './hub.js'
import { schemaOf } from './schema.js'
import { sightFor } from './sight.js'

/** One value of a binary attribute of a metaverse object; undefined when there is none. @throws ProblemError `access.denied` */
export async function binaryValue(
  hub: Hub,
  actor: Actor,
  { object, attribute, index }: { readonly object: number; readonly attribute: string; readonly index: number },
): Promise<Buffer | undefined> {
  if (farmsOf(actor).length > 0 && !mayDo(actor.roles, 'read-metaverse'))
    return viewedValue(hub, actor, { object, attribute, index })
  authorize(actor, 'read-metaverse')
  const definition = (await schemaOf(hub)).metaverse.attributes.get(attribute)
  if (definition?.type !== 'binary') return undefined
  return readBinaryValue(hub.database, { object, attribute: definition, index }, await sightFor(hub, actor))
}

/** The same with the key of a farm: of its profiles, and of what its view has. */
async function viewedValue(
  hub: Hub,
  actor: Actor,
  { object, attribute, index }: { readonly object: number; readonly attribute: string; readonly index: number },
): Promise<Buffer | undefined> {
  for (const farm of await visibleFarms(hub, actor)) {
    const definition = [...farm.view.values()].find(({ name, type }) => name === attribute && type === 'binary')
    if (definition === undefined || !(await profilesOf(hub, actor, farm, [object])).has(object)) continue
    return readBinaryValue(hub.database, { object, attribute: definition, index }, sightOf(farm))
  }
  return undefined
}
