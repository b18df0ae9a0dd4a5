import { GraphQLDateTime } from 'graphql-scalars'
import { Int, ObjectType } from 'type-graphql'
import { connectionOf } from './connection.js'
import { ConfigurationChangeKind, Requirement } from './enums.js'
import { Node } from './node.js'
import { Plain, PlainOrNull } from './plain.js'
import { Problem } from './problem.js'

@ObjectType({ implements: Node, description: 'A configuration that was applied.' })
export class ConfigurationVersion {
  @Plain(() => Int, 'Its number. The highest is in force.')
  version!: number

  @Plain(() => String, 'Who applied it.')
  author!: string

  @Plain(() => GraphQLDateTime, 'When it was applied.')
  appliedAt!: Date

  @Plain(() => String, 'The SHA-256 of its document and modules: equal configurations have equal digests.')
  digest!: string
}

@ObjectType({ description: 'A module with rules in code, as it was applied.' })
export class ConfigurationFile {
  @Plain(() => String, 'Relative to the folder of the configuration, with slashes: rules.ts.')
  path!: string

  @Plain(() => String, 'TypeScript.')
  content!: string
}

@ObjectType({ description: 'A difference between two configurations.' })
export class ConfigurationChange {
  @Plain(() => String, 'Where, such as agents.hr.settings.path.')
  path!: string

  @Plain(() => ConfigurationChangeKind, 'How it differs.')
  kind!: string

  @Plain(() => String, 'The token of kind.')
  kindToken!: string

  @PlainOrNull(() => String, 'What was there, as JSON.')
  before?: string

  @PlainOrNull(() => String, 'What will be there, as JSON.')
  after?: string
}

@ObjectType({ description: 'What an agent has to run after a configuration was applied.' })
export class AgentRequirement {
  @Plain(() => String, 'The name of the agent.')
  agent!: string

  @Plain(() => Requirement, 'What it has to run.')
  needs!: string

  @Plain(() => String, 'The token of needs.')
  needsToken!: string

  @Plain(() => [String], 'Why.')
  because!: string[]

  @PlainOrNull(() => Int, 'For SYNCHRONIZATION: how many entries the change can affect.')
  entries?: number
}

@ObjectType()
abstract class PlanFields {
  @Plain(() => [ConfigurationChange], 'How the document differs from the configuration in force.')
  changes!: ConfigurationChange[]

  @Plain(() => [AgentRequirement], 'What each agent has to run then.')
  requirements!: AgentRequirement[]

  @Plain(() => [Problem], 'Worth knowing, but no reason to refuse the document.')
  warnings!: Problem[]

  @Plain(() => [Problem], 'Why the document is refused; empty when it is good.')
  problems!: Problem[]
}

@ObjectType({ description: 'What applying a document would change.' })
export class PlanConfigurationPayload extends PlanFields {
  @PlainOrNull(
    () => Int,
    'The version that the document was compared with, to be expected when it is applied; 0 for none.',
  )
  version?: number
}

@ObjectType({
  description: 'What became of a document that was to be applied. When it was refused, nothing has changed.',
})
export class ApplyConfigurationPayload extends PlanFields {
  @Plain(() => Boolean, 'Whether there is a new version; false when the document was refused or in force already.')
  applied!: boolean
}

export const ConfigurationVersionConnection = connectionOf(() => ConfigurationVersion, {
  name: 'ConfigurationVersion',
  of: 'configurations, the newest first',
})
