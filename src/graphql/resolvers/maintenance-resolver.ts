import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql'
import type { ExportOperation } from '../../connector-space/entry.js'
import {
  clearConnectorSpace,
  clearRunHistory,
  connectorSpaceClearing,
  deletionCandidates,
  holdExports,
  reevaluateDeletionRules,
  releaseExports,
} from '../../service/maintenance.js'
import type { GraphContext } from '../context.js'
import { loadObject, loadRun } from '../loaders.js'
import { keyOf } from '../node-id.js'
import { connection, pageOf } from '../paging.js'
import { MetaverseObjectConnection } from '../types/metaverse.js'
import {
  ClearRunHistoryPayload,
  ConnectorSpaceClearing,
  PendingExportsPayload,
  QueuedActionPayload,
} from '../types/operator.js'
import {
  ClearConnectorSpaceInput,
  ClearRunHistoryInput,
  PendingExportsInput,
  ReevaluateDeletionRulesInput,
} from '../types/operator-inputs.js'
import { PageArgs } from '../types/page-args.js'
import { Run } from '../types/run.js'
import { given } from './arguments.js'
import { orProblems } from './expected-problems.js'

@Resolver()
export class PendingExportsCommands {
  @Mutation(() => PendingExportsPayload, {
    description:
      'Holds pending exports back until they are released, whatever synchronization changes about them meanwhile.',
  })
  holdExports(
    @Arg('input', () => PendingExportsInput, { description: 'Which ones.' }) input: PendingExportsInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({}, async () => ({ count: await holdExports(hub, actor, wanted(input)) }))
  }

  @Mutation(() => PendingExportsPayload, { description: 'Lets held exports go with the next export.' })
  releaseExports(
    @Arg('input', () => PendingExportsInput, { description: 'Which ones.' }) input: PendingExportsInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({}, async () => ({ count: await releaseExports(hub, actor, wanted(input)) }))
  }
}

const wanted = ({ agent, entries, operations }: PendingExportsInput) => ({
  agent: agent ?? undefined,
  entries: entries?.map(id => keyOf('ConnectorSpaceEntry', id, 'entries')),
  operations: (operations ?? undefined) as ExportOperation[] | undefined,
})

@Resolver(() => QueuedActionPayload)
export class MaintenanceResolver {
  @Query(() => ConnectorSpaceClearing, { description: 'What clearConnectorSpace would take away.' })
  connectorSpaceClearing(
    @Arg('agent', () => String, { description: 'The name of the agent. It may have left the configuration.' })
    agent: string,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return connectorSpaceClearing(hub, actor, agent)
  }

  @Mutation(() => QueuedActionPayload, {
    description:
      'Parts every entry of an agent from its metaverse object, with recall and deletion rules as ever, and empties the connector space. The next import has to be a full one. Refused while a run of the agent has not ended; the run stops before the first change when more objects would be deleted than accepted.',
  })
  clearConnectorSpace(
    @Arg('input', () => ClearConnectorSpaceInput, { description: 'Which one.' }) input: ClearConnectorSpaceInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({}, () => clearConnectorSpace(hub, actor, given(input)))
  }

  @Query(() => MetaverseObjectConnection, {
    description:
      'Objects that their deletion rules would give up, were they asked now: the rules act when a connector is lost, which may have been before they were made. Types whose rule is code have none.',
  })
  async deletionCandidates(
    @Arg('type', () => String, { nullable: true, description: 'Only objects of this type.' }) type:
      | string
      | null
      | undefined,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphContext,
  ) {
    const page = pageOf(args)
    const listed = await deletionCandidates(context.hub, context.actor, type ?? undefined, page)
    return connection(listed, page, {
      cursorOf: row => [row.id],
      nodeOf: row => () => loadObject(context, row.id),
      count: listed.count,
    })
  }

  @Mutation(() => QueuedActionPayload, {
    description:
      'Deletes deletionCandidates, and deprovisions what is linked to them. The run stops before the first change when there are more than accepted.',
  })
  reevaluateDeletionRules(
    @Arg('input', () => ReevaluateDeletionRulesInput, { description: 'Which ones.' })
    input: ReevaluateDeletionRulesInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({}, () => reevaluateDeletionRules(hub, actor, given(input)))
  }

  @FieldResolver(() => Run, { nullable: true, description: 'The run; null when there are problems.' })
  run(@Root() { run }: { run?: number }, @Ctx() context: GraphContext) {
    return run === undefined ? null : loadRun(context, run)
  }
}

@Resolver()
export class RunHistoryCommands {
  @Mutation(() => ClearRunHistoryPayload, {
    description:
      'Forgets runs that have ended, with their steps, events and the objects behind their counters. Numbers of runs go on.',
  })
  clearRunHistory(
    @Arg('input', () => ClearRunHistoryInput, { description: 'Which ones.' }) input: ClearRunHistoryInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({}, async () => {
      const { before, agent } = input
      return { cleared: await clearRunHistory(hub, actor, { before, agent: agent ?? undefined }) }
    })
  }
}
