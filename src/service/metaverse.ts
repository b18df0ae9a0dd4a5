import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import { visibilityOf, withoutHidden } from '../access/visibility.js'
import type { Attributes } from '../model/value.js'
import type { ReferenceQuery } from '../storage/read/entry-references.js'
import { findLinks, findRuleNames, type LinkRow } from '../storage/read/links.js'
import {
  countObjects,
  findObjects,
  listObjects,
  loadObjectValues,
  type ObjectRow,
} from '../storage/read/metaverse-objects.js'
import { countReferences, type MetaverseReferenceRow, pageReferences } from '../storage/read/metaverse-references.js'
import type { Page, PageRequest } from '../storage/read/page.js'
import type { Hub } from './hub.js'
import { type ObjectWhere, whereToCondition } from './object-where.js'
import type { Listed } from './paging.js'
import { schemaOf } from './schema.js'
import { seenReferences } from './seen-references.js'
import { sightFor } from './sight.js'
import { unknownType } from './unknown-type.js'

export interface ObjectSearch {
  readonly type: string | undefined
  readonly where: ObjectWhere | undefined
}

/** @throws ProblemError `request.invalid` for a condition on an attribute, `request.not-found` for a type that does not exist */
export async function metaverseObjects(
  hub: Hub,
  actor: Actor,
  { type, where }: ObjectSearch,
  page: PageRequest,
): Promise<Listed<ObjectRow>> {
  authorize(actor, 'read-metaverse')
  const rules = type === undefined && where === undefined ? undefined : await schemaOf(hub)
  const query = { type, where: where && rules && whereToCondition(where, { rules, sight: visibilityOf(actor, rules) }) }
  const listed = await listObjects(hub.database, query, page)
  // Objects of a type that the configuration has no more are still there to be seen.
  if (type !== undefined && listed.rows.length === 0 && rules?.metaverse.types.has(type) === false)
    throw unknownType(rules, type)
  return { ...listed, count: () => countObjects(hub.database, query) }
}

export async function objectsById(hub: Hub, actor: Actor, ids: readonly number[]): Promise<ObjectRow[]> {
  authorize(actor, 'read-metaverse')
  return findObjects(hub.database, ids)
}

/** Values of objects: of the named attributes only, or of all. */
export async function objectValues(
  hub: Hub,
  actor: Actor,
  ids: readonly number[],
  names: readonly string[] | undefined,
): Promise<{ id: number; attributes: Attributes }[]> {
  authorize(actor, 'read-metaverse')
  const [{ hidden }, rows] = [await sightFor(hub, actor), await loadObjectValues(hub.database, ids, names)]
  return hidden.size === 0
    ? rows
    : rows.map(({ id, attributes }) => ({ id, attributes: withoutHidden(attributes, hidden) }))
}

export async function linksOf(hub: Hub, actor: Actor, objects: readonly number[]): Promise<LinkRow[]> {
  authorize(actor, 'read-metaverse')
  const [{ hidden }, links] = [await sightFor(hub, actor), await findLinks(hub.database, objects)]
  if (hidden.size === 0) return links
  return links.map(link => ({ ...link, contributions: withoutHidden(link.contributions, hidden) }))
}

export async function objectReferences(
  hub: Hub,
  actor: Actor,
  ids: readonly number[],
  query: ReferenceQuery & { readonly page: PageRequest },
): Promise<Page<MetaverseReferenceRow>[]> {
  authorize(actor, 'read-metaverse')
  return pageReferences(hub.database, ids, await seenReferences(hub, actor, query), query.page)
}

export async function objectReferenceCounts(
  hub: Hub,
  actor: Actor,
  ids: readonly number[],
  query: ReferenceQuery,
): Promise<number[]> {
  authorize(actor, 'read-metaverse')
  return countReferences(hub.database, ids, await seenReferences(hub, actor, query))
}

/** The names of rules, by number. They say nothing that links and contributions do not. */
export const ruleNames = (hub: Hub, ids: readonly number[]): Promise<{ id: number; name: string }[]> =>
  findRuleNames(hub.database, ids)
