import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars'
import { Float, Int, ObjectType } from 'type-graphql'
import { StepDefinition } from './agent.js'
import { connectionOf } from './connection.js'
import { RunEventKind, RunStatus, StepCounter, StepType } from './enums.js'
import { Node } from './node.js'
import { Plain, PlainOrNull } from './plain.js'
import { Problem } from './problem.js'

@ObjectType({
  implements: Node,
  description: 'One run of an agent: a run profile as it was when the run was asked for.',
})
export class Run {
  @Plain(() => Int, "Counts the agent's runs from 1.")
  number!: number

  @Plain(() => String, 'The name of the agent, as it was then.')
  agentName!: string

  @Plain(() => String, 'The name of the run profile, as it was then.')
  profileName!: string

  @Plain(() => RunStatus, 'How it ended, or what it is doing.')
  status!: string

  @Plain(() => String, 'The token of status.')
  statusToken!: string

  @Plain(() => String, 'Who asked for it.')
  requestedBy!: string

  @PlainOrNull(() => String, 'The schedule that asked for it.')
  schedule?: string

  @Plain(() => Boolean, 'Whether it was asked to stop.')
  cancelRequested!: boolean

  @Plain(() => GraphQLDateTime, 'When it was asked for.')
  requestedAt!: Date

  @PlainOrNull(() => GraphQLDateTime, 'When it began.')
  startedAt?: Date

  @PlainOrNull(() => GraphQLDateTime, 'When it ended.')
  endedAt?: Date
}

@ObjectType({ description: 'How far a step is.' })
export class StepProgress {
  @Plain(() => GraphQLSafeInt, 'Objects done.')
  done!: number

  @PlainOrNull(() => GraphQLSafeInt, 'Objects in all; null while nobody knows.')
  total?: number

  @Plain(() => Float, 'Objects a second since the step began.')
  rate!: number

  @PlainOrNull(() => GraphQLSafeInt, 'How long it will probably take, in seconds; null while nobody knows.')
  remainingSeconds?: number
}

@ObjectType()
abstract class CounterFields {
  @Plain(() => StepCounter, 'What is counted.')
  name!: string

  @Plain(() => String, 'The token of name.')
  nameToken!: string

  @Plain(() => GraphQLSafeInt, 'How many.')
  count!: number

  @PlainOrNull(() => String, 'The agent whose entries are counted, for what synchronization does to other agents.')
  targetAgent?: string
}

@ObjectType({ description: 'What a step has counted.' })
export class RunCounter extends CounterFields {}

@ObjectType({ description: 'What a step has counted so far.' })
export class EventCounter extends CounterFields {}

@ObjectType({ description: 'One step of a run.' })
export class RunStep {
  @Plain(() => Int, 'Its place in the run, from 1.')
  number!: number

  @Plain(() => StepDefinition, 'What it was to do.')
  definition!: StepDefinition

  @Plain(() => RunStatus, 'How it ended, or what it is doing.')
  status!: string

  @Plain(() => String, 'The token of status.')
  statusToken!: string

  @PlainOrNull(() => GraphQLDateTime, 'When it began.')
  startedAt?: Date

  @PlainOrNull(() => GraphQLDateTime, 'When it ended.')
  endedAt?: Date

  @PlainOrNull(() => Problem, 'Why it stopped. What befell single objects is in problems.')
  problem?: Problem
}

@ObjectType({ description: 'An object behind a counter, as it was then.' })
export class CountedObject {
  @PlainOrNull(() => String, 'Its distinguished name then.')
  dn?: string
}

@ObjectType({ description: 'Something that happened in a run. The fields that do not belong to its kind are null.' })
export class RunEvent {
  @Plain(() => Int, "Counts the run's events from 1 without gaps: say it as after to go on from here.")
  number!: number

  @Plain(() => GraphQLDateTime, 'When it happened.')
  at!: Date

  @Plain(() => RunEventKind, 'What it tells.')
  kind!: string

  @Plain(() => String, 'The token of kind.')
  kindToken!: string

  @PlainOrNull(() => Int, 'The step it belongs to.')
  stepNumber?: number

  @PlainOrNull(() => StepType, 'Of STEP_STARTED and STEP_ENDED: what the step does.')
  stepType?: string

  @PlainOrNull(() => StepProgress, 'Of PROGRESS: how far the step is.')
  progress?: StepProgress

  @PlainOrNull(() => [EventCounter], 'Of PROGRESS and STEP_ENDED: what the step has counted so far.')
  counters?: EventCounter[]

  @PlainOrNull(() => RunStatus, 'Of STEP_ENDED and RUN_ENDED: how it ended.')
  status?: string

  @PlainOrNull(() => String, 'The token of status.')
  statusToken?: string

  @PlainOrNull(() => Problem, 'Of PROBLEM: what stopped the step.')
  problem?: Problem
}

export const RunConnection = connectionOf(() => Run, { name: 'Run', of: 'runs' })
export const CountedObjectConnection = connectionOf(() => CountedObject, {
  name: 'CountedObject',
  of: 'objects behind a counter',
})
