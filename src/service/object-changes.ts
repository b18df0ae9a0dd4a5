import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import { visibilityOf } from '../access/visibility.js'
import type { FeedPlace } from '../storage/read/feed-place.js'
import type { ObjectCondition } from '../storage/read/object-condition.js'
import { compareObjects, type ObjectFeedRow } from '../storage/read/object-feed.js'
import { checkKept } from './begin-feed.js'
import type { Hub } from './hub.js'
import type { Lagged } from './live-feed.js'
import { type SeenChange, seenChange, type Wanted } from './object-change.js'
import { type ObjectWhere, whereToCondition } from './object-where.js'
import { schemaOf } from './schema.js'
import { unknownType } from './unknown-type.js'

export interface ObjectChangesRequest {
  readonly type: string | undefined
  readonly where: ObjectWhere | undefined
  /** The place of the last change seen; undefined: changes from now on. */
  readonly after: FeedPlace | undefined
}

/** A change of a metaverse object, and where it stands in the feed. */
export interface ObjectChanged extends SeenChange {
  readonly place: FeedPlace
  readonly object: number
  readonly at: Date
}

/**
 * Changes of metaverse objects after a place, each once and without gaps, until the subscriber lags or the hub stops. A condition
 * is compared with what the object is when its change is told.
 * @throws ProblemError `access.denied`, `request.invalid`, `request.not-found`, `history.not-kept`
 */
export async function* objectChanges(
  hub: Hub,
  actor: Actor,
  { type, where, after }: ObjectChangesRequest,
): AsyncGenerator<ObjectChanged | Lagged, void> {
  authorize(actor, 'read-metaverse')
  const rules = await schemaOf(hub)
  const sight = visibilityOf(actor, rules)
  if (type !== undefined && !rules.metaverse.types.has(type)) throw unknownType(rules, type)
  const condition = where && whereToCondition(where, { rules, sight })
  const compared = condition && new Set(comparedBy(condition))
  await checkKept(hub, after)
  const wanted: Wanted = { type, compared, sees: name => sight.sees(name) }
  for await (const page of hub.events.objects.follow(after)) {
    if ('lagged' in page) {
      yield page
      return
    }
    const met = condition && (await compareObjects(hub.database, objectsOf(page), condition))
    for (const row of page) {
      const seen = seenChange(row, wanted, met?.get(row.object))
      if (seen !== undefined) yield { ...seen, place: row, object: row.object, at: new Date(row.at) }
    }
  }
}

const objectsOf = (rows: readonly ObjectFeedRow[]): number[] => [...new Set(rows.map(row => row.object))]

function comparedBy(condition: ObjectCondition): string[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(comparedBy)
    case 'not':
      return comparedBy(condition.condition)
    case 'refers':
      return [condition.attribute]
    default:
      return [condition.attribute.name]
  }
}
