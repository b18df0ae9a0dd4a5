import { Field, ID, InputType } from 'type-graphql'

@InputType({ description: 'Which agent to test.' })
export class TestAgentInput {
  @Field(() => String, { description: 'Its name in the configuration.' })
  agent!: string
}

@InputType({ description: 'Who gets which password.' })
export class SetPasswordInput {
  @Field(() => ID, { description: 'The id of the entry.' })
  entry!: string

  @Field(() => String, { description: 'The new password. It is neither logged nor stored.' })
  password!: string

  @Field(() => Boolean, { defaultValue: false, description: 'Whether it has to be changed at the next login.' })
  forceChangeAtLogon!: boolean

  @Field(() => Boolean, { defaultValue: false, description: 'Whether an account that was locked is unlocked.' })
  unlockAccount!: boolean

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Whether the source's password policy (history, age) holds for it, where the source can tell.",
  })
  enforcePasswordPolicy!: boolean
}

@InputType({ description: 'Whose password changes from what to what.' })
export class ChangePasswordInput {
  @Field(() => ID, { description: 'The id of the entry.' })
  entry!: string

  @Field(() => String, { description: 'The password as it is.' })
  oldPassword!: string

  @Field(() => String, { description: 'The new password. It is neither logged nor stored.' })
  newPassword!: string
}
