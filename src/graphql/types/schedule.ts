import { GraphQLDateTime } from 'graphql-scalars'
import { Field, InputType, ObjectType } from 'type-graphql'
import { Plain, PlainOrNull } from './plain.js'
import { Problem } from './problem.js'

@ObjectType({ description: 'One of the runs of a schedule.' })
export class ScheduledRun {
  @Plain(() => String, 'The name of the agent.')
  agent!: string

  @Plain(() => String, 'The name of its run profile.')
  profile!: string
}

@ObjectType({ description: 'That a schedule starts nothing until somebody resumes it.' })
export class SchedulePause {
  @Plain(() => GraphQLDateTime, 'Since when.')
  at!: Date

  @Plain(() => String, 'Who paused it.')
  by!: string

  @PlainOrNull(() => String, 'Why, as far as that was said.')
  reason?: string
}

@ObjectType({ description: 'A schedule of the configuration in force.' })
export class Schedule {
  @Plain(() => String, 'Its name in the configuration.')
  name!: string

  @PlainOrNull(() => String, 'When it is due: minute, hour, day of the month, month, day of the week.')
  cron?: string

  @PlainOrNull(() => String, 'The name of the agent whose source is watched, of one that is due when that changes.')
  watch?: string

  @Plain(() => String, 'The time zone of cron.')
  timezone!: string

  @Plain(() => Boolean, 'Whether the configuration switches it on.')
  enabled!: boolean

  @Plain(() => [ScheduledRun], 'What it runs, one after the other.')
  runs!: ScheduledRun[]

  @PlainOrNull(
    () => GraphQLDateTime,
    'When it is due next; null while it is paused or switched off, and where it watches.',
  )
  nextAt?: Date

  @PlainOrNull(() => SchedulePause, 'Null while it is not paused.')
  pause?: SchedulePause
}

@ObjectType({ description: 'What became of the wish to pause or resume a schedule.' })
export class SchedulePayload {
  @PlainOrNull(() => Schedule, 'The schedule as it is now; null when there are problems.')
  schedule?: Schedule

  @Plain(() => [Problem], 'Why nothing was done; empty when something was.')
  problems!: Problem[]
}

@ObjectType({ description: 'What became of the wish to run a schedule now.' })
export class StartSchedulePayload {
  @Plain(() => [Problem], 'Why there are no runs; empty when there are.')
  problems!: Problem[]
}

@InputType({ description: 'Which schedule to pause.' })
export class PauseScheduleInput {
  @Field(() => String, { description: 'The name of the schedule.' })
  name!: string

  @Field(() => String, { nullable: true, description: 'Why, for whoever finds it paused.' })
  reason?: string | null
}

@InputType({ description: 'Which schedule to resume.' })
export class ResumeScheduleInput {
  @Field(() => String, { description: 'The name of the schedule.' })
  name!: string
}

@InputType({ description: 'Which schedule to run now.' })
export class StartScheduleInput {
  @Field(() => String, { description: 'The name of the schedule.' })
  name!: string
}
