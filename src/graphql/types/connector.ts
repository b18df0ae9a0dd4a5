import { GraphQLJSONObject } from 'graphql-scalars'
import { ObjectType } from 'type-graphql'
import { CheckOutcome, PasswordResult } from './enums.js'
import { Plain, PlainOrNull } from './plain.js'
import { Problem } from './problem.js'

@ObjectType({ description: 'What a connector can do.' })
export class ConnectorCapabilities {
  @Plain(() => Boolean, 'Full imports.')
  fullImport!: boolean

  @Plain(() => Boolean, 'Delta imports: only what has changed since the last import.')
  deltaImport!: boolean

  @Plain(() => Boolean, 'Exports.')
  export!: boolean

  @Plain(() => Boolean, 'Whether an export can give an object another name.')
  rename!: boolean

  @Plain(() => Boolean, 'Whether single values can be added and deleted; otherwise whole attributes are replaced.')
  valueChanges!: boolean

  @Plain(() => Boolean, 'Whether it can tell which types and attributes a source has.')
  discovery!: boolean

  @Plain(() => Boolean, 'Whether it can tell at once that something has changed.')
  watch!: boolean

  @Plain(() => Boolean, 'Whether passwords can be set and changed.')
  passwords!: boolean
}

@ObjectType({ description: 'One setting of a connector.' })
export class ConnectorSetting {
  @Plain(() => String, 'With the names of the settings around it, such as tls.ca.')
  name!: string

  @Plain(() => String, 'string, integer, one of a, b, list of string, map of string, …; alternatives with or.')
  type!: string

  @Plain(() => Boolean, 'Whether it must be given.')
  required!: boolean

  @PlainOrNull(() => String, 'What it is when it is not given, as JSON.')
  default?: string

  @Plain(() => String, 'What it is.')
  description!: string

  @Plain(() => Boolean, 'Whether it takes a reference to a secret, never the secret itself.')
  secret!: boolean

  @PlainOrNull(() => String, 'Where it is there only beside a certain value of another setting: format: csv.')
  only?: string
}

@ObjectType({ description: 'A kind of system that the hub can be connected to.' })
export class Connector {
  @Plain(() => String, 'The word in the configuration.')
  name!: string

  @Plain(() => String, 'What it connects to.')
  title!: string

  @Plain(() => ConnectorCapabilities, 'What it can do.')
  capabilities!: ConnectorCapabilities

  @Plain(() => [ConnectorSetting], 'Its settings, in the order of its documentation.')
  settings!: ConnectorSetting[]

  @Plain(() => GraphQLJSONObject, 'The JSON Schema of its settings.')
  settingsSchema!: object
}

@ObjectType({ description: 'The connectors that this hub comes with.' })
export class Connectors {
  @Plain(() => [Connector], 'All of them, by name.')
  nodes!: Connector[]
}

@ObjectType({ description: 'One thing that was looked at on the way to a source.' })
export class AgentCheck {
  @Plain(() => String, 'What was looked at: name resolution, TLS, login, …')
  name!: string

  @Plain(() => CheckOutcome, 'How it went.')
  outcome!: string

  @Plain(() => String, 'The token of outcome.')
  outcomeToken!: string

  @Plain(() => String, 'What was found.')
  message!: string

  @PlainOrNull(() => Problem, 'Cause and remedy of a failure or a warning.')
  problem?: Problem
}

@ObjectType({ description: 'What came of looking at the way to a source.' })
export class TestAgentPayload {
  @Plain(
    () => [AgentCheck],
    'Everything that was looked at, in order. What a failed check makes pointless is left out.',
  )
  checks!: AgentCheck[]

  @Plain(() => [Problem], 'Why nothing was looked at; empty when something was.')
  problems!: Problem[]
}

@ObjectType({ description: 'What became of a password.' })
export class PasswordPayload {
  @PlainOrNull(() => PasswordResult, "MIM's word for it; null when nothing was tried.")
  result?: string

  @PlainOrNull(() => String, 'The token of result.')
  resultToken?: string

  @Plain(() => [Problem], 'Why the password is not the new one; empty when it is.')
  problems!: Problem[]
}
