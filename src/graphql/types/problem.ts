import { GraphQLDateTime } from 'graphql-scalars'
import { Int, ObjectType } from 'type-graphql'
import { connectionOf } from './connection.js'
import { ProblemPhase } from './enums.js'
import { Node } from './node.js'
import { Plain, PlainOrNull } from './plain.js'

@ObjectType({ description: 'Where a problem was met: whatever is known of it. Lines and columns count from 1.' })
export class ProblemPlace {
  @PlainOrNull(() => String, 'The agent.')
  agent?: string

  @PlainOrNull(() => String, 'The distinguished name of the object.')
  dn?: string

  @PlainOrNull(() => String, "The object's anchor.")
  anchor?: string

  @PlainOrNull(() => String, 'The attribute.')
  attribute?: string

  @PlainOrNull(() => String, 'The rule.')
  rule?: string

  @PlainOrNull(() => String, 'The file.')
  file?: string

  @PlainOrNull(() => Int, 'The line in the file.')
  line?: number

  @PlainOrNull(() => Int, 'The column in the line.')
  column?: number

  @PlainOrNull(() => String, 'The place in a document, such as agents.hr.settings.path.')
  path?: string
}

@ObjectType({ description: 'An error as data: what happened, where, and what to do about it.' })
export class Problem {
  @Plain(() => String, 'A code of the catalogue, such as request.not-found.')
  code!: string

  @Plain(() => String, 'What happened.')
  message!: string

  @PlainOrNull(() => String, 'What to do about it.')
  hint?: string

  @PlainOrNull(() => ProblemPlace, 'Where.')
  where?: ProblemPlace
}

@ObjectType({ description: 'A problem as a form shows it: beside the field of the input that it is about.' })
export class UserError {
  @PlainOrNull(
    () => [String],
    'The way to the value of the input that is at fault, such as input, agent; null: no single one.',
  )
  field?: string[]

  @Plain(() => String, 'What happened, and what to do about it.')
  message!: string

  @Plain(() => String, 'A code of the catalogue, such as request.not-found.')
  code!: string
}

@ObjectType({
  implements: Node,
  description: 'A problem that stands against one object of an agent, until the object goes well.',
})
export class ObjectProblem {
  @Plain(() => ProblemPhase, 'When the object met it.')
  phase!: string

  @Plain(() => String, 'The token of phase.')
  phaseToken!: string

  @Plain(() => String, "A code of the catalogue; for synchronization and export MIM's, such as provisioning-dn-exists.")
  code!: string

  @Plain(() => String, 'What happened.')
  message!: string

  @PlainOrNull(() => String, 'What to do about it.')
  hint?: string

  @PlainOrNull(() => ProblemPlace, 'Where.')
  where?: ProblemPlace

  @Plain(() => GraphQLDateTime, 'When it was met first, while it has been the same since.')
  firstOccurredAt!: Date

  @Plain(() => GraphQLDateTime, 'When it was met last.')
  lastOccurredAt!: Date

  @Plain(() => Int, 'How often it was met again.')
  retryCount!: number
}

export const ObjectProblemConnection = connectionOf(() => ObjectProblem, {
  name: 'ObjectProblem',
  of: 'problems of objects',
})
