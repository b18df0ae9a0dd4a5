import { ObjectType } from 'type-graphql'
import { CancelOutcome } from './enums.js'
import { Plain, PlainOrNull } from './plain.js'
import { Problem } from './problem.js'

@ObjectType({ description: 'What became of the wish to start a run.' })
export class StartRunPayload {
  @Plain(() => [Problem], 'Why there is no run; empty when there is one.')
  problems!: Problem[]
}

@ObjectType({ description: 'What became of the wish to stop a run.' })
export class CancelRunPayload {
  @PlainOrNull(() => CancelOutcome, 'What it came to; null when there is no such run.')
  outcome?: string

  @PlainOrNull(() => String, 'The token of outcome.')
  outcomeToken?: string

  @Plain(() => [Problem], 'Why nothing was done; empty when something was.')
  problems!: Problem[]
}
