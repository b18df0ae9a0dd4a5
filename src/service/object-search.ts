import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import { parseObjectGuid } from '../metaverse/object-guid.js'
import { ProblemError } from '../model/problem.js'
import { findDeletedObjects } from '../storage/read/find-deleted.js'
import type { Hub } from './hub.js'
import { metaverseObjects } from './metaverse.js'

/** More than this many are listed by number only. */
const SOME = 10

/**
 * The one metaverse object that somebody means by its number, its GUID or `attribute=value`. Of objects that are gone, the
 * one deleted last that had the value, where no object has it now.
 * @throws ProblemError `request.not-found` when there is none, `request.invalid` when there are several
 */
export async function objectMeant(hub: Hub, actor: Actor, text: string): Promise<number> {
  authorize(actor, 'read-metaverse')
  if (/^\d{1,15}$/.test(text)) return Number(text)
  const guid = parseObjectGuid(text)
  if (guid !== undefined) return guid
  const [, attribute, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (attribute === undefined || value === undefined) {
    throw new ProblemError({
      code: 'request.invalid',
      message: `“${text}” names no metaverse object.`,
      hint: 'Say its number, its GUID, or an attribute and its value: employeeID=1001.',
    })
  }
  const where = { attribute, equals: value }
  const { rows } = await metaverseObjects(hub, actor, { type: undefined, where }, { limit: SOME + 1, backwards: false })
  if (rows.length > 1) throw several(text, rows)
  const found = rows[0]?.id ?? (await findDeletedObjects(hub.database, { attribute, value, limit: 1 }))[0]
  if (found !== undefined) return found
  throw new ProblemError({
    code: 'request.not-found',
    message: `No metaverse object has ${text}, and none that is gone had it when it was deleted.`,
    hint: 'Texts of objects that are gone are compared letter by letter.',
  })
}

function several(text: string, rows: readonly { readonly id: number; readonly type: string }[]): ProblemError {
  const some = rows.slice(0, SOME).map(({ id, type }) => `${id} (${type})`)
  return new ProblemError({
    code: 'request.invalid',
    message: `Several objects have ${text}: ${some.join(', ')}${rows.length > SOME ? ' …' : ''}.`,
    hint: 'Say the number of the one you mean.',
  })
}
