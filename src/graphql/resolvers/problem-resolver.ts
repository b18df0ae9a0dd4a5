import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql'
import { objectProblems } from '../../service/problems.js'
import type { ObjectProblemRow, ProblemFilter } from '../../storage/read/problems.js'
import type { GraphContext } from '../context.js'
import { loadAgent, loadEntry } from '../loaders.js'
import { connection, pageOf } from '../paging.js'
import { Agent } from '../types/agent.js'
import { ConnectorSpaceEntry } from '../types/entry.js'
import { ProblemPhase } from '../types/enums.js'
import { PageArgs } from '../types/page-args.js'
import { ObjectProblem, ObjectProblemConnection } from '../types/problem.js'
import { given } from './arguments.js'

@Resolver(() => ObjectProblem)
export class ObjectProblemResolver {
  @Query(() => ObjectProblemConnection, {
    description: 'The problems that stand against objects, in the order in which they were first met.',
  })
  async problems(
    @Arg('agent', () => String, { nullable: true, description: 'Only of the agent with this name.' }) agent:
      | string
      | null
      | undefined,
    @Arg('phase', () => ProblemPhase, { nullable: true, description: 'Only those met then.' }) phase:
      | string
      | null
      | undefined,
    @Arg('code', () => String, { nullable: true, description: 'Only those with this code.' }) code:
      | string
      | null
      | undefined,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const page = pageOf(args)
    const listed = await objectProblems(hub, actor, given({ agent, phase, code }) as ProblemFilter, page)
    return connection(listed, page, { cursorOf: row => [row.id], nodeOf: row => row, count: listed.count })
  }

  @FieldResolver(() => Agent, { nullable: true, description: 'The agent.' })
  agent(@Root() problem: ObjectProblemRow, @Ctx() context: GraphContext) {
    return loadAgent(context, problem.agent)
  }

  @FieldResolver(() => ConnectorSpaceEntry, {
    nullable: true,
    description: 'The entry; null when none could be made of the object.',
  })
  entry(@Root() problem: ObjectProblemRow, @Ctx() context: GraphContext) {
    return problem.entry === 0 ? null : loadEntry(context, problem.entry)
  }
}
