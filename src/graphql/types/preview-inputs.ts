import { Field, ID, InputType } from 'type-graphql'
import { PreviewMode } from './enums.js'

@InputType({ description: 'Which entry to synchronize.' })
export class CommitPreviewInput {
  @Field(() => ID, { description: 'The id of the entry.' })
  entry!: string

  @Field(() => PreviewMode, {
    defaultValue: 'delta',
    description: 'Whether as by a full or by a delta synchronization.',
  })
  mode!: string
}
