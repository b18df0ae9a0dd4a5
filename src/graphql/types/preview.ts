import { ObjectType } from 'type-graphql'
import { PreviewMode } from './enums.js'
import { Plain, PlainOrNull } from './plain.js'
import {
  DeletionPreview,
  FilterPreview,
  ImportAttributePreview,
  JoinPreview,
  ProjectionPreview,
  RecallPreview,
} from './preview-inbound.js'
import { DeprovisioningPreview, ProvisioningActionPreview, ProvisioningRulePreview } from './preview-outbound.js'
import { Problem } from './problem.js'
import { EventCounter } from './run.js'

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
