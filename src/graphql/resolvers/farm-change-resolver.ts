import { Arg, Resolver, Root, Subscription } from 'type-graphql'
import type { FarmChange as Change } from '../../service/farm-news.js'
import { followFarm } from '../../service/follow-farm.js'
import type { Lagged } from '../../service/live-feed.js'
import type { GraphContext } from '../context.js'
import { printPlace } from '../live-cursor.js'
import { nodeId } from '../node-id.js'
import { FarmChange, FarmChangesEvent } from '../types/farm-profile.js'
import { AFTER, placeAfter, rechecked, UNTIL_LAGGED } from './following.js'

@Resolver(() => FarmChange)
export class FarmChangeResolver {
  @Subscription(() => FarmChangesEvent, {
    description: `Profiles of a farm that come, change or go, as the farm sees them, in the order in which it happened. ${UNTIL_LAGGED} A cursor of the farm's changes is as good.`,
    subscribe: ({ args, context }) => followChanges(context as GraphContext, args as Arguments),
  })
  farmChanges(
    @Root() event: Change | Lagged,
    @Arg('farm', () => String, {
      nullable: true,
      description: 'Which farm; with the key of a farm it may be left out.',
    })
    _farm: string | null | undefined,
    @Arg('after', () => String, AFTER) _after: string | null | undefined,
  ) {
    return 'lagged' in event ? { after: printPlace(event.lagged) } : farmChangeNode(event)
  }
}

/** A change as the graph has it. */
export const farmChangeNode = ({ id, place, ...change }: Change) => ({
  ...change,
  id: nodeId('MetaverseObject', id),
  cursor: printPlace(place),
})

interface Arguments {
  readonly farm?: string | null
  readonly after?: string | null
}

const followChanges = (context: GraphContext, { farm, after }: Arguments) =>
  rechecked(context, () =>
    followFarm(context.hub, context.actor, { farm: farm ?? undefined, after: placeAfter(after) }),
  )
