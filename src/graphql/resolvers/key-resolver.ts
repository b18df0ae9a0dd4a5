import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql'
import { createKey, listedKeys, revokeKey, rotateKey } from '../../service/keys.js'
import type { GraphContext } from '../context.js'
import { connection, pageOf } from '../paging.js'
import {
  ApiKeyConnection,
  CreateApiKeyInput,
  NewApiKeyPayload,
  RevokeApiKeyInput,
  RevokeApiKeyPayload,
  RotateApiKeyInput,
} from '../types/key.js'
import { PageArgs } from '../types/page-args.js'
import { orProblems } from './expected-problems.js'

@Resolver()
export class ApiKeyResolver {
  @Query(() => ApiKeyConnection, { description: 'Every API key there ever was, the oldest first.' })
  async apiKeys(@Args(() => PageArgs) args: PageArgs, @Ctx() { hub, actor }: GraphContext) {
    const page = pageOf(args)
    const listed = await listedKeys(hub, actor, page)
    return connection(listed, page, { cursorOf: row => [row.id], nodeOf: row => row, count: listed.count })
  }

  @Mutation(() => NewApiKeyPayload, { description: 'Makes an API key and shows it, once: only a hash is kept.' })
  createApiKey(
    @Arg('input', () => CreateApiKeyInput, { description: 'Which one.' }) input: CreateApiKeyInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const { name, scopes, expiresAt } = input
    return orProblems({}, async () => ({
      key: await createKey(hub, actor, { name, scopes, ...(expiresAt != null && { expiresAt }) }),
    }))
  }

  @Mutation(() => NewApiKeyPayload, {
    description:
      'Makes a key with the name, scopes and end of another one, which is good for a while yet, so that its users can change over.',
  })
  rotateApiKey(
    @Arg('input', () => RotateApiKeyInput, { description: 'Which one.' }) { prefix, overlapHours }: RotateApiKeyInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({}, async () => ({ key: await rotateKey(hub, actor, prefix, overlapHours) }))
  }

  @Mutation(() => RevokeApiKeyPayload, { description: 'Ends an API key: it is refused within seconds, everywhere.' })
  revokeApiKey(
    @Arg('input', () => RevokeApiKeyInput, { description: 'Which one.' }) { prefix }: RevokeApiKeyInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({}, async () => {
      await revokeKey(hub, actor, prefix)
      return { prefix }
    })
  }
}
