import { Field, ID, InputType, Int } from 'type-graphql'
import { ConnectorState, PendingChange, ProblemPhase } from './enums.js'

const optional = (description: string) => ({ nullable: true, description })

@InputType({ description: 'What entries are searched by; all that is given must hold.' })
export class EntryFilterInput {
  @Field(() => String, optional('The distinguished name, in any spelling of case, spaces and escapes.'))
  dn?: string | null

  @Field(() => String, optional('The beginning of the distinguished name, without regard to case.'))
  dnStartsWith?: string | null

  @Field(
    () => String,
    optional('This distinguished name and all below it, without regard to case and spaces around separators.'),
  )
  dnSubtree?: string | null

  @Field(
    () => String,
    optional('The first component of the name, such as cn=Anna, without regard to case and spaces around separators.'),
  )
  rdn?: string | null

  @Field(() => String, optional('The anchor, exactly.'))
  anchor?: string | null

  @Field(() => String, optional('The object type in the source, exactly.'))
  objectType?: string | null

  @Field(() => [ConnectorState], optional('One of these states.'))
  state?: string[] | null

  @Field(() => [PendingChange], optional('One of these is what an import has staged and synchronization has not seen.'))
  pendingImport?: string[] | null

  @Field(() => [PendingChange], optional('One of these is to be exported.'))
  pendingExport?: string[] | null

  @Field(() => Boolean, optional('Whether a problem stands against the entry.'))
  hasProblem?: boolean | null

  @Field(() => String, optional('A problem with this code stands against the entry.'))
  problem?: string | null

  @Field(() => [ProblemPhase], optional('A problem of one of these phases stands against the entry.'))
  problemPhase?: string[] | null

  @Field(() => Boolean, optional('Whether another object has its name now and its own news has not come.'))
  transient?: boolean | null

  @Field(() => Boolean, optional('Whether something was sent that no import has shown yet.'))
  awaitingConfirmation?: boolean | null

  @Field(() => Boolean, optional('Whether a person holds its pending export.'))
  held?: boolean | null
}

@InputType({
  description:
    'A search for metaverse objects: tests of one attribute, or other searches combined. What stands side by side must all hold. Texts are compared without regard to case.',
})
export class MetaverseObjectWhere {
  @Field(() => String, optional('The attribute that is tested.'))
  attribute?: string | null

  @Field(() => String, optional('One of its values is this. One index lookup for an indexed attribute.'))
  equals?: string | null

  @Field(() => [String], optional('One of its values is one of these.'))
  in?: string[] | null

  @Field(() => String, optional('One of its values begins so.'))
  startsWith?: string | null

  @Field(() => String, optional('One of its values contains this.'))
  contains?: string | null

  @Field(() => Boolean, optional('Whether it has a value.'))
  present?: boolean | null

  @Field(() => ID, optional('For a reference attribute: it refers to this metaverse object.'))
  refersTo?: string | null

  @Field(() => [MetaverseObjectWhere], optional('All of these hold.'))
  and?: MetaverseObjectWhere[] | null

  @Field(() => [MetaverseObjectWhere], optional('At least one of these holds.'))
  or?: MetaverseObjectWhere[] | null

  @Field(() => MetaverseObjectWhere, optional('This does not hold.'))
  not?: unknown
}

@InputType({ description: 'Which run to start.' })
export class StartRunInput {
  @Field(() => String, { description: 'The name of the agent.' })
  agent!: string

  @Field(() => String, { description: 'The name of one of its run profiles.' })
  profile!: string
}

@InputType({ description: 'Which run to stop.' })
export class CancelRunInput {
  @Field(() => ID, { description: 'The id of the run.' })
  runId!: string
}

@InputType({ description: 'A module with rules in code.' })
export class ConfigurationFileInput {
  @Field(() => String, { description: 'Relative to the folder of the configuration, with slashes: rules.ts.' })
  path!: string

  @Field(() => String, { description: 'TypeScript.' })
  content!: string
}

@InputType({ description: 'Which configuration to look at.' })
export class PlanConfigurationInput {
  @Field(() => String, { description: 'The document as YAML: what hub.yaml would hold.' })
  document!: string

  @Field(() => [ConfigurationFileInput], optional('The modules that the document names, with what they import.'))
  files?: ConfigurationFileInput[] | null
}

@InputType({ description: 'Which configuration to put in force.' })
export class ApplyConfigurationInput {
  @Field(() => String, { description: 'The document as YAML: what hub.yaml would hold.' })
  document!: string

  @Field(() => [ConfigurationFileInput], optional('The modules that the document names, with what they import.'))
  files?: ConfigurationFileInput[] | null

  @Field(
    () => Int,
    optional(
      'The version that you have seen, 0 for none: refused when another one is in force. Absent: whatever is in force.',
    ),
  )
  expectedVersion?: number | null
}
