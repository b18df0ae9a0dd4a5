import 'reflect-metadata'
import { type GraphQLSchema, lexicographicSortSchema } from 'graphql'
import { buildSchema } from 'type-graphql'
import { followConventions } from './conventions.js'
import { AgentResolver, RunProfileResolver } from './resolvers/agent-resolver.js'
import { AuditResolver } from './resolvers/audit-resolver.js'
import { ApplyConfigurationResolver, ConfigurationResolver } from './resolvers/configuration-resolver.js'
import { ConnectorResolver, PasswordResolver, TestAgentResolver } from './resolvers/connector-resolver.js'
import { EntryResolver, PendingExportResolver } from './resolvers/entry-resolver.js'
import { ExpressionResolver } from './resolvers/expression-resolver.js'
import { FarmChangeResolver } from './resolvers/farm-change-resolver.js'
import { FarmGroupResolver, FarmGroupsResolver, FarmMembershipResolver } from './resolvers/farm-group-resolver.js'
import { FarmProfileResolver, FarmResolver } from './resolvers/farm-profile-resolver.js'
import { FarmRemovalResolver } from './resolvers/farm-resolver.js'
import {
  AttributeChangeResolver,
  EntryEventResolver,
  EntryHistoryResolver,
  ObjectEventResolver,
  ObjectHistoryResolver,
  PastLinkResolver,
} from './resolvers/history-resolver.js'
import { ApiKeyResolver } from './resolvers/key-resolver.js'
import {
  EntryDeltaResolver,
  EntryImageResolver,
  EntryLayersResolver,
  PlaceholderCountResolver,
  PlaceholdersResolver,
} from './resolvers/layer-resolver.js'
import { ObjectChangeResolver, RunChangeResolver } from './resolvers/live-resolver.js'
import { MaintenanceResolver, PendingExportsCommands, RunHistoryCommands } from './resolvers/maintenance-resolver.js'
import {
  ContributionResolver,
  LinkResolver,
  MetaverseAttributeResolver,
  MetaverseObjectResolver,
} from './resolvers/metaverse-resolver.js'
import { NodeResolver } from './resolvers/node-resolver.js'
import {
  DisconnectionPreviewResolver,
  EntryActionResolver,
  EntryConsequenceResolver,
} from './resolvers/operator-resolver.js'
import { ObjectAsOfResolver, PastObjectResolver } from './resolvers/past-resolver.js'
import {
  CommitPreviewResolver,
  EntryPreviewResolver,
  ImportFlowPreviewResolver,
  JoinPreviewResolver,
  ObjectPreviewResolver,
  PreviewResolver,
} from './resolvers/preview-resolver.js'
import { ObjectProblemResolver } from './resolvers/problem-resolver.js'
import { CancelRunResolver, StartRunResolver } from './resolvers/run-commands.js'
import {
  CountedObjectResolver,
  RunCounterResolver,
  RunEventResolver,
  RunResolver,
  RunStepResolver,
} from './resolvers/run-resolver.js'
import { ScheduleResolver, StartScheduleResolver } from './resolvers/schedule-resolver.js'
import { UndoResolver } from './resolvers/undo-resolver.js'
import {
  CancelWhatIfResolver,
  StartWhatIfResolver,
  WhatIfDifferenceResolver,
  WhatIfResolver,
} from './resolvers/what-if-resolver.js'
import { UntypedObject } from './types/metaverse.js'
import { UserError } from './types/problem.js'
import { addUserErrors } from './user-errors.js'

const NO_PUBSUB = {
  publish: () => undefined,
  subscribe: (): never => {
    throw new Error('A subscription has to bring its own source')
  },
}

let graph: Promise<GraphQLSchema> | undefined

/** The static part of the graph, built once in a process. */
export function buildGraph(): Promise<GraphQLSchema> {
  graph ??= build()
  return graph
}

async function build(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      AgentResolver,
      ApiKeyResolver,
      ApplyConfigurationResolver,
      AttributeChangeResolver,
      AuditResolver,
      CancelRunResolver,
      CancelWhatIfResolver,
      ConfigurationResolver,
      ConnectorResolver,
      ContributionResolver,
      CountedObjectResolver,
      EntryEventResolver,
      EntryHistoryResolver,
      DisconnectionPreviewResolver,
      EntryActionResolver,
      EntryConsequenceResolver,
      EntryDeltaResolver,
      EntryImageResolver,
      EntryLayersResolver,
      EntryResolver,
      ExpressionResolver,
      FarmChangeResolver,
      FarmGroupResolver,
      FarmGroupsResolver,
      FarmMembershipResolver,
      FarmProfileResolver,
      FarmRemovalResolver,
      FarmResolver,
      LinkResolver,
      MaintenanceResolver,
      MetaverseAttributeResolver,
      MetaverseObjectResolver,
      NodeResolver,
      ObjectAsOfResolver,
      ObjectChangeResolver,
      ObjectEventResolver,
      ObjectHistoryResolver,
      ObjectProblemResolver,
      PasswordResolver,
      PastLinkResolver,
      PastObjectResolver,
      PendingExportResolver,
      PendingExportsCommands,
      PlaceholderCountResolver,
      PlaceholdersResolver,
      RunChangeResolver,
      RunCounterResolver,
      RunEventResolver,
      RunHistoryCommands,
      RunProfileResolver,
      RunResolver,
      RunStepResolver,
      ScheduleResolver,
      StartRunResolver,
      StartScheduleResolver,
      StartWhatIfResolver,
      TestAgentResolver,
      UndoResolver,
      WhatIfDifferenceResolver,
      WhatIfResolver,
      CommitPreviewResolver,
      EntryPreviewResolver,
      ImportFlowPreviewResolver,
      JoinPreviewResolver,
      ObjectPreviewResolver,
      PreviewResolver,
    ],
    // No field of a resolver has them as its type.
    orphanedTypes: [UntypedObject, UserError],
    validate: false,
    // Subscriptions read the database at their own pace; type-graphql's shared buffer is never used.
    pubSub: NO_PUBSUB,
  })
  addUserErrors(schema)
  // type-graphql has an order of its own, which changes with the order of imports.
  const sorted = lexicographicSortSchema(schema)
  followConventions(sorted)
  return sorted
}
