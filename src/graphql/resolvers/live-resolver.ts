import { Arg, Ctx, FieldResolver, Resolver, Root, Subscription } from 'type-graphql'
import type { Lagged as LaggedRow } from '../../service/live-feed.js'
import { type ObjectChanged, objectChanges } from '../../service/object-changes.js'
import { runChanges } from '../../service/run-changes.js'
import type { RunFeedRow } from '../../storage/read/run-feed.js'
import type { GraphContext } from '../context.js'
import { printPlace } from '../live-cursor.js'
import { loadObject, loadRun } from '../loaders.js'
import { nodeId } from '../node-id.js'
import { MetaverseObjectWhere } from '../types/inputs.js'
import { ObjectChange, ObjectChangedEvent, RunChange, RunsEvent } from '../types/live.js'
import { MetaverseObject } from '../types/metaverse.js'
import { Run } from '../types/run.js'
import { AFTER, placeAfter, rechecked, UNTIL_LAGGED } from './following.js'
import { whereOf } from './object-where-input.js'

@Resolver(() => ObjectChange)
export class ObjectChangeResolver {
  @Subscription(() => ObjectChangedEvent, {
    description: `Metaverse objects that are made, change or go, in the order in which it happened. ${UNTIL_LAGGED}`,
    subscribe: ({ args, context }) => followObjects(context as GraphContext, args as ObjectArgs),
  })
  objectChanged(
    @Root() event: ObjectChanged | LaggedRow,
    @Arg('type', () => String, { nullable: true, description: 'Only of this object type.' }) _type:
      | string
      | null
      | undefined,
    @Arg('where', () => MetaverseObjectWhere, {
      nullable: true,
      description:
        'Only objects that meet this when their change is told; LEFT is told of those that change and do not meet it, DELETED of all.',
    })
    _where: MetaverseObjectWhere | null | undefined,
    @Arg('after', () => String, AFTER) _after: string | null | undefined,
  ) {
    if ('lagged' in event) return { after: printPlace(event.lagged) }
    const { place, kind, at, attributes, object } = event
    return { cursor: printPlace(place), kind, at, changedAttributes: attributes, object }
  }

  @FieldResolver(() => String, { description: 'The id of the object, also when it is gone.' })
  objectId(@Root() { object }: { object: number }) {
    return nodeId('MetaverseObject', object)
  }

  @FieldResolver(() => MetaverseObject, {
    nullable: true,
    description: 'The object as it is now; null when it is gone.',
  })
  object(@Root() { object }: { object: number }, @Ctx() context: GraphContext) {
    return loadObject(context, object)
  }
}

@Resolver(() => RunChange)
export class RunChangeResolver {
  @Subscription(() => RunsEvent, {
    description: `Runs that are asked for, begin, go on to another step or end, of all agents or one. ${UNTIL_LAGGED}`,
    subscribe: ({ args, context }) => followRuns(context as GraphContext, args as RunArgs),
  })
  runs(
    @Root() event: RunFeedRow | LaggedRow,
    @Arg('agent', () => String, { nullable: true, description: 'Only of the agent with this name.' })
    _agent: string | null | undefined,
    @Arg('after', () => String, AFTER) _after: string | null | undefined,
  ) {
    if ('lagged' in event) return { after: printPlace(event.lagged) }
    const { kind, at, stepNumber, status, run } = event
    return { cursor: printPlace(event), kind, at: new Date(at), stepNumber, status, run }
  }

  @FieldResolver(() => Run, { nullable: true, description: 'The run as it is now; null when it was cleared.' })
  run(@Root() { run }: { run: number }, @Ctx() context: GraphContext) {
    return loadRun(context, run)
  }
}

interface ObjectArgs {
  readonly type?: string | null
  readonly where?: MetaverseObjectWhere | null
  readonly after?: string | null
}

interface RunArgs {
  readonly agent?: string | null
  readonly after?: string | null
}

const followObjects = (context: GraphContext, { type, where, after }: ObjectArgs) =>
  rechecked(context, () =>
    objectChanges(context.hub, context.actor, {
      type: type ?? undefined,
      where: where == null ? undefined : whereOf(where),
      after: placeAfter(after),
    }),
  )

const followRuns = (context: GraphContext, { agent, after }: RunArgs) =>
  rechecked(context, () =>
    runChanges(context.hub, context.actor, { agent: agent ?? undefined, after: placeAfter(after) }),
  )
