import { Field, ID, InputType, ObjectType } from 'type-graphql'
import { AttributeType, EvaluationOutcome } from './enums.js'
import { Plain, PlainOrNull } from './plain.js'
import { Problem } from './problem.js'

@InputType({
  description:
    'An expression, and at most one of what it sees: an entry, an agent’s type, a metaverse object or type. Without any it reads nothing.',
})
export class EvaluateExpressionInput {
  @Field(() => String, { description: 'The expression, as a configuration would have it.' })
  expression!: string

  @Field(() => ID, { nullable: true, description: 'The entry that it sees as cs.' })
  entry?: string | null

  @Field(() => ID, { nullable: true, description: 'The metaverse object that it sees as mv.' })
  object?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The agent whose entries it would see as cs. The expression is then only checked.',
  })
  agent?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'With agent: the object type of the entries. Needed where the agent has several.',
  })
  objectType?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The metaverse type whose objects it would see as mv. The expression is then only checked.',
  })
  metaverseType?: string | null
}

@ObjectType({ description: 'What came of an expression.' })
export class EvaluateExpressionPayload {
  @PlainOrNull(() => EvaluationOutcome, 'What came of it; null when the expression is wrong or failed.')
  outcome?: string

  @PlainOrNull(() => String, 'The token of outcome.')
  outcomeToken?: string

  @PlainOrNull(() => AttributeType, 'The type of what it gives; null when that can be any.')
  type?: string

  @PlainOrNull(() => String, 'The token of type.')
  typeToken?: string

  @Plain(() => Boolean, 'Whether it can give several values.')
  multivalued!: boolean

  @Plain(() => [String], 'The values that it gives.')
  values!: string[]

  @Plain(() => [String], 'The attributes that it reads, in the order of names.')
  reads!: string[]

  @Plain(() => Boolean, 'Whether it gives something else each time, so that only an initial export may have it.')
  changing!: boolean

  @Plain(() => [Problem], 'What is wrong with it, with line and column in the expression; empty when it is good.')
  problems!: Problem[]
}
