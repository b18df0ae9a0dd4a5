import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql'
import { ProblemError } from '../../model/problem.js'
import type { GraphContext } from '../context.js'
import {
  loadAgent,
  loadEntry,
  loadObject,
  loadProblem,
  loadRun,
  loadRunProfile,
  loadVersion,
  loadWhatIf,
} from '../loaders.js'
import { type NodeType, parseNodeId } from '../node-id.js'
import { LARGEST_PAGE } from '../paging.js'
import { Node } from '../types/node.js'
import { versionView } from './configuration-views.js'

const LOADERS: Record<NodeType, (context: GraphContext, key: number) => Promise<object | undefined>> = {
  Agent: loadAgent,
  ConfigurationVersion: async (context, key) => versionView(await loadVersion(context, key)),
  ConnectorSpaceEntry: loadEntry,
  MetaverseObject: loadObject,
  ObjectProblem: loadProblem,
  Run: loadRun,
  RunProfile: loadRunProfile,
  WhatIf: loadWhatIf,
}

@Resolver()
export class NodeResolver {
  @Query(() => Node, { nullable: true, description: 'What has this id; null when it is gone.' })
  node(
    @Arg('id', () => ID, { description: 'An id that the graph has answered.' }) id: string,
    @Ctx() context: GraphContext,
  ) {
    return loadNode(context, id)
  }

  @Query(() => [Node], { nullable: 'items', description: 'What has these ids, in their order; null for what is gone.' })
  nodes(
    @Arg('ids', () => [ID], { description: 'Ids that the graph has answered, 500 at most.' }) ids: string[],
    @Ctx() context: GraphContext,
  ) {
    if (ids.length > LARGEST_PAGE) {
      throw new ProblemError({
        code: 'request.invalid',
        message: `${ids.length} ids are too many.`,
        hint: `Ask for ${LARGEST_PAGE} at a time.`,
      })
    }
    return Promise.all(ids.map(id => loadNode(context, id)))
  }
}

/** What has an id, with its type; null when it is gone. @throws ProblemError `request.invalid` */
export async function loadNode(context: GraphContext, id: string): Promise<object | null> {
  const { type, key } = parseNodeId(id)
  const found = await LOADERS[type](context, key)
  return found === undefined ? null : { ...found, __typename: type }
}
