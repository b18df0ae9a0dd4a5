import { GraphQLDateTime } from 'graphql-scalars'
import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { connectionOf } from './connection.js'
import { Plain, PlainOrNull } from './plain.js'
import { Problem } from './problem.js'

@ObjectType({ description: 'An API key, without its secret.' })
export class ApiKey {
  @Plain(() => String, 'The part of the key after hub_ that names it, and is no secret.')
  prefix!: string

  @Plain(() => String, 'Who or what uses it, as the audit and the run history show it.')
  name!: string

  @Plain(() => [String], 'What it is for: administrator, operator, joiner, password, reader, or farm:<name>.')
  scopes!: string[]

  @Plain(() => GraphQLDateTime, 'When it was made.')
  createdAt!: Date

  @PlainOrNull(() => GraphQLDateTime, 'When it ends by itself; null: never.')
  expiresAt?: Date

  @PlainOrNull(() => GraphQLDateTime, 'When it was used last, to the minute; null: never.')
  lastUsedAt?: Date

  @PlainOrNull(() => GraphQLDateTime, 'When it was revoked; null while it was not.')
  revokedAt?: Date
}

export const ApiKeyConnection = connectionOf(() => ApiKey, { name: 'ApiKey', of: 'API keys' })

@InputType({ description: 'Which key to make.' })
export class CreateApiKeyInput {
  @Field(() => String, { description: 'Who or what will use it.' })
  name!: string

  @Field(() => [String], {
    description: 'What it is for: administrator, operator, joiner, password, reader, or farm:<name>.',
  })
  scopes!: string[]

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it ends by itself; absent: never.' })
  expiresAt?: Date | null
}

@InputType({ description: 'Which key is replaced by a new one.' })
export class RotateApiKeyInput {
  @Field(() => String, { description: 'Its prefix.' })
  prefix!: string

  @Field(() => Int, { defaultValue: 24, description: 'For how many hours the old key is good yet: 0 to 720.' })
  overlapHours!: number
}

@InputType({ description: 'Which key to end.' })
export class RevokeApiKeyInput {
  @Field(() => String, { description: 'Its prefix.' })
  prefix!: string
}

@ObjectType({ description: 'What became of the wish for a key.' })
export class NewApiKeyPayload {
  @PlainOrNull(() => String, 'The key. It is shown this once and never again; null when there are problems.')
  key?: string

  @Plain(() => [Problem], 'Why there is none; empty when there is one.')
  problems!: Problem[]
}

@ObjectType({ description: 'What became of the wish to end a key.' })
export class RevokeApiKeyPayload {
  @PlainOrNull(() => String, 'The prefix of the key, which is refused within seconds, everywhere.')
  prefix?: string

  @Plain(() => [Problem], 'Why it was not ended; empty when it was.')
  problems!: Problem[]
}
