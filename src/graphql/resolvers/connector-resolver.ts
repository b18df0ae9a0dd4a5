import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql'
import { testAgent } from '../../service/agent-test.js'
import { describedConnectors } from '../../service/connectors.js'
import { changePassword, type PasswordOutcome, setPassword } from '../../service/passwords.js'
import type { GraphContext } from '../context.js'
import { keyOf } from '../node-id.js'
import { Connectors, PasswordPayload, TestAgentPayload } from '../types/connector.js'
import { ChangePasswordInput, SetPasswordInput, TestAgentInput } from '../types/connector-inputs.js'
import { orProblems } from './expected-problems.js'

@Resolver(() => Connectors)
export class ConnectorResolver {
  @Query(() => Connectors, { description: 'The connectors that this hub comes with, and how they are configured.' })
  connectors(@Ctx() { actor }: GraphContext) {
    return { nodes: describedConnectors(actor) }
  }
}

@Resolver(() => TestAgentPayload)
export class TestAgentResolver {
  @Mutation(() => TestAgentPayload, {
    description:
      'Looks at the way to the source of an agent step by step: names, certificates, login, rights, schema, a sample. Nothing is imported.',
  })
  testAgent(
    @Arg('input', () => TestAgentInput, { description: 'Which agent.' }) input: TestAgentInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({ checks: [] }, async () => ({ checks: await testAgent(hub, actor, input.agent) }))
  }
}

@Resolver(() => PasswordPayload)
export class PasswordResolver {
  @Mutation(() => PasswordPayload, { description: 'Gives an object in its source a new password.' })
  setPassword(
    @Arg('input', () => SetPasswordInput, { description: 'Who gets which.' }) { entry, ...input }: SetPasswordInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return payload(() => setPassword(hub, actor, keyOf('ConnectorSpaceEntry', entry, 'entry'), input))
  }

  @Mutation(() => PasswordPayload, { description: 'Changes a password for somebody who knows it.' })
  changePassword(
    @Arg('input', () => ChangePasswordInput, { description: 'Whose, from what to what.' }) input: ChangePasswordInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const passwords = { before: input.oldPassword, after: input.newPassword }
    return payload(() => changePassword(hub, actor, keyOf('ConnectorSpaceEntry', input.entry, 'entry'), passwords))
  }
}

async function payload(work: () => Promise<PasswordOutcome>) {
  const { problems, ...outcome } = await orProblems({ code: undefined, problem: undefined }, work)
  return { result: outcome.code, problems: outcome.problem === undefined ? problems : [outcome.problem] }
}
