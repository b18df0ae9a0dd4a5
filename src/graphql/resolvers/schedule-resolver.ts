import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql'
import {
  pauseSchedule,
  resumeSchedule,
  type Schedule as ScheduleView,
  schedules,
  startSchedule,
} from '../../service/schedules.js'
import type { GraphContext } from '../context.js'
import { loadRun } from '../loaders.js'
import { Run } from '../types/run.js'
import {
  PauseScheduleInput,
  ResumeScheduleInput,
  Schedule,
  SchedulePayload,
  StartScheduleInput,
  StartSchedulePayload,
} from '../types/schedule.js'
import { orProblems } from './expected-problems.js'

@Resolver(() => Schedule)
export class ScheduleResolver {
  @Query(() => [Schedule], { description: 'The schedules of the configuration in force, by name.' })
  schedules(@Ctx() { hub, actor }: GraphContext) {
    return schedules(hub, actor)
  }

  @FieldResolver(() => Run, {
    nullable: true,
    description: 'The last run that was asked for by it; null when it has none, or its history is no longer kept.',
  })
  lastRun(@Root() { lastRun }: ScheduleView, @Ctx() context: GraphContext) {
    return lastRun === null ? null : loadRun(context, lastRun)
  }

  @Mutation(() => SchedulePayload, {
    description:
      'Pauses a schedule: it starts nothing until it is resumed, whatever configuration is applied. Runs that it asked for before go on.',
  })
  pauseSchedule(
    @Arg('input', () => PauseScheduleInput, { description: 'Which schedule.' }) { name, reason }: PauseScheduleInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({}, async () => ({
      schedule: await pauseSchedule(hub, actor, { name, reason: reason ?? undefined }),
    }))
  }

  @Mutation(() => SchedulePayload, {
    description: 'Lets a schedule be due again. What it missed meanwhile is not made up for.',
  })
  resumeSchedule(
    @Arg('input', () => ResumeScheduleInput, { description: 'Which schedule.' }) { name }: ResumeScheduleInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({}, async () => ({ schedule: await resumeSchedule(hub, actor, name) }))
  }
}

@Resolver(() => StartSchedulePayload)
export class StartScheduleResolver {
  @Mutation(() => StartSchedulePayload, {
    description:
      'Asks for the runs of a schedule now, one after the other; also of one that is paused or switched off.',
  })
  startSchedule(
    @Arg('input', () => StartScheduleInput, { description: 'Which schedule.' }) { name }: StartScheduleInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({ runs: [] as number[] }, () => startSchedule(hub, actor, name))
  }

  @FieldResolver(() => [Run], { description: 'The runs, in order; none when there are problems.' })
  async runs(@Root() { runs }: { readonly runs: readonly number[] }, @Ctx() context: GraphContext) {
    const found = await Promise.all(runs.map(run => loadRun(context, run)))
    return found.filter(run => run !== undefined)
  }
}
