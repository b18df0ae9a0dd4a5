import type { Scope } from '../rules/rule-set.js'
import type { WorkEntry, WorkObject } from './work.js'

/** What inbound rules see of the entry that is being synchronized. */
export const entryScope = (entry: WorkEntry): Scope => ({
  attributes: entry.image,
  dn: entry.dn,
  objectType: entry.objectType,
})

/** What they see of the object's other entries: only what has been synchronized. */
export const siblingScope = (entry: WorkEntry): Scope => ({
  attributes: entry.synchronized,
  dn: entry.dn,
  objectType: entry.objectType,
})

export const objectScope = (object: WorkObject): Scope => ({ attributes: object.attributes, objectType: object.type })
