import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql'
import { agents, runProfiles } from '../../service/agents.js'
import type { AgentRow } from '../../storage/read/agents.js'
import type { RunProfileRow } from '../../storage/read/run-profiles.js'
import type { GraphContext } from '../context.js'
import { loadAgent, loadAgentNamed, loadRunProfilesOf, loadStatistics } from '../loaders.js'
import { connection, pageOf } from '../paging.js'
import { Agent, AgentConnection, AgentStatistics, RunProfile, RunProfileConnection } from '../types/agent.js'
import { PageArgs } from '../types/page-args.js'

@Resolver(() => Agent)
export class AgentResolver {
  @Query(() => AgentConnection, { description: 'The configured agents, in the order of the configuration.' })
  async agents(@Args(() => PageArgs) args: PageArgs, @Ctx() { hub, actor }: GraphContext) {
    const page = pageOf(args)
    const listed = await agents(hub, actor, page)
    const cursorOf = (row: AgentRow) => [row.position, row.id]
    return connection(listed, page, { cursorOf, nodeOf: row => row, count: listed.count })
  }

  @Query(() => Agent, { nullable: true, description: 'The agent with this name; null when there is none.' })
  agent(
    @Arg('name', () => String, { description: 'Its name in the configuration.' }) name: string,
    @Ctx() context: GraphContext,
  ) {
    return loadAgentNamed(context, name)
  }

  @FieldResolver(() => AgentStatistics, { description: 'Counts of its connector space.' })
  statistics(@Root() agent: AgentRow, @Ctx() context: GraphContext) {
    return loadStatistics(context, agent.id)
  }

  @FieldResolver(() => [RunProfile], { description: 'What its runs can do.' })
  runProfiles(@Root() agent: AgentRow, @Ctx() context: GraphContext) {
    return loadRunProfilesOf(context, agent.id)
  }
}

@Resolver(() => RunProfile)
export class RunProfileResolver {
  @Query(() => RunProfileConnection, { description: 'Run profiles, in the order of their agents.' })
  async runProfiles(
    @Arg('agent', () => String, { nullable: true, description: 'Only those of this agent.' }) agent:
      | string
      | null
      | undefined,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const page = pageOf(args)
    const listed = await runProfiles(hub, actor, agent ?? undefined, page)
    return connection(listed, page, {
      cursorOf: row => [row.position, row.id],
      nodeOf: row => row,
      count: listed.count,
    })
  }

  @FieldResolver(() => Agent, { description: 'The agent it belongs to.' })
  agent(@Root() profile: RunProfileRow, @Ctx() context: GraphContext) {
    return loadAgent(context, profile.agent)
  }
}
