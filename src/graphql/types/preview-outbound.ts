import { GraphQLSafeInt } from 'graphql-scalars'
import { ObjectType } from 'type-graphql'
import { AttributeChange, EntryAttribute } from './attribute.js'
import {
  ChangeOperation,
  ConnectorState,
  ExportFlowDecision,
  ProvisioningAction,
  ProvisioningDecision,
  ReferenceOutcome,
  ValueOperation,
} from './enums.js'
import { Plain, PlainOrNull } from './plain.js'

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
