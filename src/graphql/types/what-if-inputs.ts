import { Field, ID, InputType, Int } from 'type-graphql'
import { DifferenceKind, WhatIfMode } from './enums.js'
import { ConfigurationFileInput } from './inputs.js'

@InputType({ description: 'What to try.' })
export class StartWhatIfInput {
  @Field(() => String, {
    nullable: true,
    description:
      'The document as YAML. Absent: the configuration in force, for what the next synchronization would do.',
  })
  document?: string | null

  @Field(() => [ConfigurationFileInput], {
    nullable: true,
    description: 'The modules that the document names. Absent: those in force.',
  })
  files?: ConfigurationFileInput[] | null

  @Field(() => [String], {
    nullable: true,
    description: 'The names of the agents to synchronize, in this order. Absent: all, in the order of the document.',
  })
  agents?: string[] | null

  @Field(() => WhatIfMode, {
    defaultValue: 'full',
    description: 'Whether to synchronize everything, or what is pending.',
  })
  mode!: string
}

@InputType({ description: 'Which what-if.' })
export class WhatIfInput {
  @Field(() => ID, { description: 'Its id.' })
  id!: string
}

@InputType({ description: 'Which differences; all that is given must hold.' })
export class DifferenceFilterInput {
  @Field(() => [DifferenceKind], { nullable: true, description: 'Of one of these kinds.' })
  kinds?: string[] | null

  @Field(() => String, { nullable: true, description: 'Of the agent with this name.' })
  agent?: string | null

  @Field(() => String, { nullable: true, description: 'Of this attribute.' })
  attribute?: string | null
}

@InputType({ description: 'Which run to plan the undoing of.' })
export class PlanUndoInput {
  @Field(() => ID, { description: 'The id of the run.' })
  run!: string
}

@InputType({ description: 'Which run to undo. Either plan or confirm is needed.' })
export class UndoRunInput {
  @Field(() => ID, { description: 'The id of the run.' })
  run!: string

  @Field(() => ID, {
    nullable: true,
    description: 'The id of the what-if that planUndo started: when something else would be undone by now, nothing is.',
  })
  plan?: string | null

  @Field(() => Int, {
    nullable: true,
    description: 'Without a plan: the number of the run among those of its agent, once more.',
  })
  confirm?: number | null

  @Field(() => Int, {
    nullable: true,
    description: 'How many metaverse objects may be deleted; absent: as many as the brakes of the agent allow.',
  })
  acceptDeletions?: number | null
}
