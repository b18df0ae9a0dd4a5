import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql'
import { farmRemovals, type FarmRemoval as Removal } from '../../service/farms.js'
import type { GraphContext } from '../context.js'
import { loadEntry, loadRun } from '../loaders.js'
import { connection, pageOf } from '../paging.js'
import { ConnectorSpaceEntry } from '../types/entry.js'
import { FarmRemoval, FarmRemovalConnection } from '../types/farm.js'
import { PageArgs } from '../types/page-args.js'
import { Run } from '../types/run.js'

@Resolver(() => FarmRemoval)
export class FarmRemovalResolver {
  @Query(() => FarmRemovalConnection, {
    description:
      'What has to be removed from a SharePoint farm by hand, because its services cannot delete a profile. A profile leaves the list with the import that no longer shows it.',
  })
  async farmRemovals(
    @Arg('farm', () => String, { description: 'The farm, or its agent.' }) farm: string,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const page = pageOf(args)
    const listed = await farmRemovals(hub, actor, farm, page)
    return connection(listed, page, {
      cursorOf: (row: Removal) => [row.entry],
      nodeOf: row => row,
      count: listed.count,
    })
  }

  @FieldResolver(() => ConnectorSpaceEntry, { nullable: true, description: 'The entry of the profile.' })
  entry(@Root() removal: Removal, @Ctx() context: GraphContext) {
    return loadEntry(context, removal.entry)
  }

  @FieldResolver(() => Run, {
    nullable: true,
    description: 'The run that asked for the removal; null when its history is no longer kept.',
  })
  run(@Root() { run }: Removal, @Ctx() context: GraphContext) {
    return run === undefined ? null : loadRun(context, run)
  }
}
