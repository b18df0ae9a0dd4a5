import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root, Subscription } from 'type-graphql'
import { runProgress } from '../../service/run-progress.js'
import { runs } from '../../service/runs.js'
import type { RunEventRow } from '../../storage/read/run-events.js'
import type { RunFilter, RunRecord, StepRecord } from '../../storage/read/runs.js'
import { createBatches } from '../batches.js'
import type { GraphContext } from '../context.js'
import { loadAgent, loadEntry, loadObject, loadRun, loadSteps } from '../loaders.js'
import { keyOf } from '../node-id.js'
import { countCountedObjects, loadCountedObjects } from '../pages.js'
import { connection, pageOf } from '../paging.js'
import { Agent } from '../types/agent.js'
import { ConnectorSpaceEntry } from '../types/entry.js'
import { RunStatus, StepCounter } from '../types/enums.js'
import { MetaverseObject } from '../types/metaverse.js'
import { PageArgs } from '../types/page-args.js'
import {
  CountedObject,
  CountedObjectConnection,
  Run,
  RunConnection,
  RunCounter,
  RunEvent,
  RunStep,
  StepProgress,
} from '../types/run.js'
import { given } from './arguments.js'
import { type CounterView, counterList, eventView, progressView } from './run-views.js'

@Resolver(() => Run)
export class RunResolver {
  @Query(() => RunConnection, { description: 'The run history, the newest first.' })
  async runs(
    @Arg('agent', () => String, { nullable: true, description: 'Only of the agent with this name.' }) agent:
      | string
      | null
      | undefined,
    @Arg('profile', () => String, { nullable: true, description: 'Only of the run profile with this name.' }) profile:
      | string
      | null
      | undefined,
    @Arg('status', () => [RunStatus], { nullable: true, description: 'Only those with one of these results.' })
    statuses: string[] | null | undefined,
    @Arg('ended', () => Boolean, { nullable: true, description: 'Only those that have, or have not, ended.' }) ended:
      | boolean
      | null
      | undefined,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const page = pageOf(args)
    const listed = await runs(hub, actor, given({ agent, profile, statuses, ended }) as RunFilter, page)
    return connection(listed, page, { cursorOf: row => [row.id], nodeOf: row => row, count: listed.count })
  }

  @Query(() => Run, { nullable: true, description: 'The run with this id; null when there is none.' })
  run(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: GraphContext) {
    return loadRun(context, keyOf('Run', id))
  }

  @FieldResolver(() => Agent, { nullable: true, description: 'The agent.' })
  agent(@Root() run: RunRecord, @Ctx() context: GraphContext) {
    return loadAgent(context, run.agent)
  }

  @FieldResolver(() => [RunStep], { description: 'Its steps, in order.' })
  steps(@Root() run: RunRecord, @Ctx() context: GraphContext) {
    return loadSteps(context, run.id)
  }
}

@Resolver(() => RunStep)
export class RunStepResolver {
  @FieldResolver(() => StepProgress, {
    nullable: true,
    description: 'How far it is, or how far it came; null before it has begun.',
  })
  progress(@Root() step: StepRecord) {
    return step.startedAt === undefined ? null : progressView(step.progress)
  }

  @FieldResolver(() => [RunCounter], { description: 'What it has counted; counters that are 0 are left out.' })
  counters(
    @Root() step: StepRecord,
    @Arg('names', () => [StepCounter], { nullable: true, description: 'Only these counters.' }) names:
      | string[]
      | null
      | undefined,
    @Arg('targetAgent', () => String, { nullable: true, description: 'Only what was done to entries of this agent.' })
    targetAgent: string | null | undefined,
  ) {
    return counterList(step.counters)
      .filter(counter => names == null || names.includes(counter.name))
      .filter(counter => targetAgent == null || counter.targetAgent === targetAgent)
      .map(counter => ({ ...counter, step: step.id }))
  }
}

@Resolver(() => RunCounter)
export class RunCounterResolver {
  @FieldResolver(() => CountedObjectConnection, {
    description: 'The objects behind it, each once. Counters of what did not change keep none.',
  })
  async objects(
    @Root() counter: CounterView & { step: number },
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphContext,
  ) {
    const key = { step: counter.step, counter: counter.name, targetAgent: counter.targetAgent }
    const page = pageOf(args)
    return connection(await loadCountedObjects(context, key, page), page, {
      cursorOf: row => [row.entry, row.object, row.dn],
      nodeOf: row => row,
      count: () => countCountedObjects(context, key),
    })
  }
}

@Resolver(() => CountedObject)
export class CountedObjectResolver {
  @FieldResolver(() => ConnectorSpaceEntry, { nullable: true, description: 'The entry; null when it is gone.' })
  entry(@Root() counted: { entry: number }, @Ctx() context: GraphContext) {
    return counted.entry === 0 ? null : loadEntry(context, counted.entry)
  }

  @FieldResolver(() => MetaverseObject, {
    nullable: true,
    description: 'The metaverse object; null when there was none, or it is gone.',
  })
  metaverseObject(@Root() counted: { object: number }, @Ctx() context: GraphContext) {
    return counted.object === 0 ? null : loadObject(context, counted.object)
  }
}

@Resolver(() => RunEvent)
export class RunEventResolver {
  @Subscription(() => RunEvent, {
    description:
      'The events of a run: those that are stored, then those that come, each once and without gaps. Completes after RUN_ENDED. Whoever was cut off says the last number as after, and misses nothing.',
    subscribe: ({ args, context }) => events(context as GraphContext, args as { runId: string; after?: number | null }),
  })
  runProgress(
    @Root() event: RunEventRow,
    @Arg('runId', () => ID, { description: 'The id of the run.' }) _runId: string,
    @Arg('after', () => Int, { nullable: true, description: 'Only events with greater numbers; absent: all.' }) _after:
      | number
      | null
      | undefined,
  ) {
    return eventView(event)
  }

  @FieldResolver(() => Run, { nullable: true, description: 'The run as it is now.' })
  run(@Root() event: { run: number }, @Ctx() context: GraphContext) {
    return loadRun(context, event.run)
  }
}

async function* events(
  context: GraphContext,
  { runId, after }: { runId: string; after?: number | null },
): AsyncGenerator<RunEventRow, void> {
  for await (const event of runProgress(context.hub, context.actor, { run: keyOf('Run', runId), after: after ?? 0 })) {
    await context.recheck()
    context.batches = createBatches()
    yield event
  }
}
