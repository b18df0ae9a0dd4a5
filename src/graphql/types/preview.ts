import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars'
import { ObjectType } from 'type-graphql'
import { AttributeChange, EntryAttribute } from './attribute.js'
import {
  ChangeOperation,
  ConnectorState,
  DeletionDecision,
  ExportFlowDecision,
  FilterDecision,
  FilterOperator,
  ImportFlowDecision,
  JoinDecision,
  Precedence,
  PreviewMode,
  ProjectionDecision,
  ProvisioningAction,
  ProvisioningDecision,
  RecallDecision,
  ReferenceOutcome,
  ValueOperation,
} from './enums.js'
import { Plain, PlainOrNull } from './plain.js'
import { Problem } from './problem.js'
import { EventCounter } from './run.js'

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

@ObjectType({ description: 'One provisioning rule.' })
export class ProvisioningRulePreview {
  @Plain(() => String, 'The rule.')
  rule!: string

  @Plain(() => String, 'The target agent.')
  agent!: string

  @Plain(() => ProvisioningDecision, 'What came of it.')
  status!: string

  @Plain(() => String, 'The token of status.')
  statusToken!: string
}

@ObjectType({ description: 'What provisioning does to one connector.' })
export class ProvisioningActionPreview {
  @Plain(() => ProvisioningAction, 'What it does.')
  action!: string

  @Plain(() => String, 'The token of action.')
  actionToken!: string

  @Plain(() => String, 'The target agent.')
  agent!: string

  @PlainOrNull(() => String, 'The rule; null for code, and where no rule wants the connector any more.')
  rule?: string

  @PlainOrNull(() => String, 'The name before.')
  before?: string

  @PlainOrNull(() => String, 'The name afterwards.')
  after?: string
}

@ObjectType({ description: "What an agent's deprovisioning rule makes of a connector that is taken away." })
export class DeprovisioningPreview {
  @Plain(() => String, 'The action; removed: nobody had heard of the object yet.')
  action!: string

  @Plain(() => Boolean, 'Whether code decided.')
  code!: boolean

  @Plain(() => String, 'The state it gets, or removed.')
  becomes!: string

  @PlainOrNull(() => ChangeOperation, 'What is to be exported.')
  operation?: string
}

@ObjectType({ description: 'One export flow.' })
export class ExportFlowPreview {
  @Plain(() => String, 'The rule.')
  rule!: string

  @Plain(() => String, 'The attribute.')
  attribute!: string

  @Plain(() => ExportFlowDecision, 'What came of it.')
  status!: string

  @Plain(() => String, 'The token of status.')
  statusToken!: string

  @Plain(() => Boolean, 'Whether it is where the synchronization fails.')
  hasError!: boolean

  @PlainOrNull(() => [String], 'What the source is expected to hold.')
  before?: string[]

  @PlainOrNull(() => [String], 'What the rule wants; null where it was not asked, or gives nothing.')
  after?: string[]
}

@ObjectType({ description: 'References of one attribute that come or go with an export.' })
export class PendingReferencesPreview {
  @Plain(() => String, 'The attribute.')
  attribute!: string

  @Plain(() => ValueOperation, 'Whether they come or go.')
  operation!: string

  @Plain(() => GraphQLSafeInt, 'How many.')
  count!: number

  @Plain(() => [String], 'The names of the first hundred.')
  names!: string[]
}

@ObjectType({ description: 'A pending export.' })
export class ExportPreview {
  @PlainOrNull(() => ChangeOperation, 'What happens to the object; null: nothing is pending.')
  operation?: string

  @PlainOrNull(() => String, 'The name that it gets.')
  dn?: string

  @Plain(() => [AttributeChange], 'What happens to its attributes.')
  changes!: AttributeChange[]

  @Plain(() => [PendingReferencesPreview], 'What happens to its references.')
  references!: PendingReferencesPreview[]
}

@ObjectType({ description: 'How an entry stands.' })
export class EntryStanding {
  @Plain(() => String, 'Its distinguished name.')
  dn!: string

  @Plain(() => ConnectorState, 'Its state.')
  state!: string

  @Plain(() => String, 'The token of state.')
  stateToken!: string

  @PlainOrNull(() => String, 'The rule that linked it.')
  rule?: string

  @Plain(() => ExportPreview, 'What the next export will send.')
  pendingExport!: ExportPreview
}

@ObjectType({
  description: 'An entry before and afterwards: the one that is synchronized, and everything else that it concerns.',
})
export class EntryPreview {
  @Plain(() => String, 'The agent.')
  agent!: string

  @PlainOrNull(() => EntryStanding, 'As it is; null: it does not exist yet.')
  before?: EntryStanding

  @PlainOrNull(() => EntryStanding, 'As it will be; null: it is gone.')
  after?: EntryStanding

  @Plain(() => Boolean, 'Whether it is another one afterwards.')
  changed!: boolean

  @Plain(() => Boolean, 'Whether the synchronization fails here.')
  hasError!: boolean

  @Plain(() => [ExportFlowPreview], 'The export flows that were looked at.')
  exportFlows!: ExportFlowPreview[]
}

@ObjectType({ description: 'What becomes of references of a metaverse object.' })
export class ReferencesPreview {
  @Plain(() => String, 'The attribute.')
  attribute!: string

  @Plain(() => ReferenceOutcome, 'What happens to them.')
  outcome!: string

  @Plain(() => String, 'The token of outcome.')
  outcomeToken!: string

  @Plain(() => GraphQLSafeInt, 'How many.')
  count!: number

  @Plain(() => [String], 'What the first hundred are called.')
  names!: string[]
}

@ObjectType({ description: 'What a metaverse object is.' })
export class ObjectStanding {
  @Plain(() => String, 'Its type.')
  type!: string

  @Plain(() => [EntryAttribute], 'Its values.')
  attributes!: EntryAttribute[]
}

@ObjectType({ description: 'A metaverse object before and afterwards.' })
export class ObjectPreview {
  @PlainOrNull(() => ObjectStanding, 'As it is; null: it does not exist yet.')
  before?: ObjectStanding

  @PlainOrNull(() => ObjectStanding, 'As it will be; null: it is gone.')
  after?: ObjectStanding

  @Plain(() => Boolean, 'Whether it is another one afterwards.')
  changed!: boolean

  @Plain(() => [ReferencesPreview], 'What becomes of its references.')
  references!: ReferencesPreview[]
}

@ObjectType({
  description:
    'What synchronizing one entry does, and why. It is the synchronization itself that tells: the transaction is taken back, or was committed.',
})
export class SynchronizationPreview {
  @Plain(() => PreviewMode, 'Whether it is synchronized as by a full or a delta synchronization.')
  mode!: string

  @Plain(() => Boolean, 'Whether it fails: nothing changes then.')
  hasError!: boolean

  @PlainOrNull(() => Problem, 'Why it fails.')
  problem?: Problem

  @Plain(() => [EventCounter], 'What a run would count.')
  counters!: EventCounter[]

  @PlainOrNull(() => FilterPreview, 'The connector filter; null where none was asked.')
  filter?: FilterPreview

  @Plain(() => [JoinPreview], 'The join criteria, in order; none where nothing was to be joined.')
  joins!: JoinPreview[]

  @PlainOrNull(() => ProjectionPreview, 'The projection rule; null where nothing was to be projected.')
  projection?: ProjectionPreview

  @Plain(() => [ImportAttributePreview], 'The metaverse attributes that were decided, in order.')
  importAttributes!: ImportAttributePreview[]

  @Plain(() => [DeletionPreview], 'Object deletion rules that were asked.')
  deletions!: DeletionPreview[]

  @Plain(() => [RecallPreview], 'What lost connectors had given.')
  recalls!: RecallPreview[]

  @Plain(
    () => [ProvisioningRulePreview],
    'The provisioning rules, in order; asked again where provisioning changed the object.',
  )
  provisioningRules!: ProvisioningRulePreview[]

  @Plain(() => [ProvisioningActionPreview], 'What provisioning did.')
  provisioning!: ProvisioningActionPreview[]

  @Plain(() => [DeprovisioningPreview], 'What became of connectors that were taken away.')
  deprovisioning!: DeprovisioningPreview[]
}

@ObjectType({ description: 'What became of the wish to commit a preview.' })
export class CommitPreviewPayload {
  @Plain(() => [Problem], 'Why nothing was done; empty when something was.')
  problems!: Problem[]
}
