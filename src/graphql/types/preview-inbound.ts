import { GraphQLDateTime } from 'graphql-scalars'
import { ObjectType } from 'type-graphql'
import {
  DeletionDecision,
  FilterDecision,
  FilterOperator,
  ImportFlowDecision,
  JoinDecision,
  Precedence,
  ProjectionDecision,
  RecallDecision,
} from './enums.js'
import { Plain, PlainOrNull } from './plain.js'

@ObjectType({ description: 'One condition of a connector filter.' })
export class FilterConditionPreview {
  @Plain(() => String, 'The attribute, or dn.')
  attribute!: string

  @Plain(() => FilterOperator, 'How it is tested.')
  operator!: string

  @Plain(() => String, 'The token of operator.')
  operatorToken!: string

  @PlainOrNull(() => String, 'What it is compared with.')
  value?: string

  @Plain(() => Boolean, 'Whether it holds.')
  holds!: boolean
}

@ObjectType({ description: 'One alternative of a connector filter: all its conditions must hold.' })
export class FilterAlternativePreview {
  @Plain(() => String, 'The rule.')
  rule!: string

  @Plain(() => Boolean, 'Whether it matches.')
  matched!: boolean

  @Plain(() => [FilterConditionPreview], 'Its conditions; none for a filter in code.')
  conditions!: FilterConditionPreview[]
}

@ObjectType({ description: 'The connector filter.' })
export class FilterPreview {
  @Plain(() => FilterDecision, 'What came of it.')
  status!: string

  @Plain(() => String, 'The token of status.')
  statusToken!: string

  @Plain(() => [FilterAlternativePreview], 'Its alternatives.')
  alternatives!: FilterAlternativePreview[]
}

@ObjectType({ description: 'What a join criterion searches for.' })
export class JoinSearchPreview {
  @Plain(() => String, 'The metaverse attribute, or object-id.')
  metaverseAttribute!: string

  @Plain(() => [String], 'The values, as they are compared.')
  keys!: string[]
}

@ObjectType({ description: 'One join criterion.' })
export class JoinPreview {
  @Plain(() => String, 'The rule.')
  rule!: string

  @Plain(() => JoinDecision, 'What came of it.')
  status!: string

  @Plain(() => String, 'The token of status.')
  statusToken!: string

  @PlainOrNull(() => String, 'The metaverse type it searches; null: all.')
  metaverseType?: string

  @Plain(() => [JoinSearchPreview], 'What it searches for; all must match.')
  searches!: JoinSearchPreview[]

  @Plain(() => Boolean, 'Whether code chooses among the candidates.')
  resolution!: boolean
}

@ObjectType({ description: 'The projection rule.' })
export class ProjectionPreview {
  @Plain(() => ProjectionDecision, 'What came of it.')
  status!: string

  @Plain(() => String, 'The token of status.')
  statusToken!: string

  @PlainOrNull(() => String, 'The rule.')
  rule?: string

  @PlainOrNull(() => String, 'The metaverse type that it gives.')
  metaverseType?: string
}

@ObjectType({ description: 'One import flow.' })
export class ImportFlowPreview {
  @Plain(() => String, 'The rule.')
  rule!: string

  @Plain(() => ImportFlowDecision, 'What came of it.')
  status!: string

  @Plain(() => String, 'The token of status.')
  statusToken!: string

  @Plain(() => Boolean, 'Whether it is where the synchronization fails.')
  hasError!: boolean

  @PlainOrNull(() => [String], 'What it gives; null where nobody asked it, and for references.')
  values?: string[]
}

@ObjectType({ description: 'A metaverse attribute, and everything that flows to it.' })
export class ImportAttributePreview {
  @Plain(() => String, 'The attribute.')
  attribute!: string

  @Plain(() => Precedence, 'How its flows get on.')
  precedence!: string

  @Plain(() => String, 'The token of precedence.')
  precedenceToken!: string

  @Plain(() => Boolean, 'Whether it is decided anew because a connector was lost.')
  recall!: boolean

  @Plain(() => Boolean, 'Whether it is a reference; what changes of those is in the references of the object.')
  reference!: boolean

  @Plain(() => Boolean, 'Whether the synchronization fails here.')
  hasError!: boolean

  @Plain(() => [String], 'Its values before.')
  before!: string[]

  @Plain(() => [String], 'Its values afterwards.')
  after!: string[]

  @Plain(() => [ImportFlowPreview], 'Its flows, in rank order.')
  flows!: ImportFlowPreview[]
}

@ObjectType({ description: 'An object deletion rule that was asked.' })
export class DeletionPreview {
  @Plain(() => DeletionDecision, 'What becomes of the object.')
  status!: string

  @Plain(() => String, 'The token of status.')
  statusToken!: string

  @Plain(
    () => String,
    'Which rule says so: declared-any, declared-last, scripted, no-rule; no-connector: an object without a connector cannot be; not-evaluated: provisioning took the connector.',
  )
  rule!: string

  @PlainOrNull(() => GraphQLDateTime, 'When its grace period is over.')
  due?: Date
}

@ObjectType({ description: 'What a lost connector had given.' })
export class RecallPreview {
  @Plain(() => RecallDecision, 'Whether it is taken back.')
  status!: string

  @Plain(() => String, 'The token of status.')
  statusToken!: string

  @Plain(() => [String], 'The attributes.')
  attributes!: string[]
}
