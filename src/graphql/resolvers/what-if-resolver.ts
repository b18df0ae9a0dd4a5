import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql'
import { cancelWhatIf, removeWhatIf, startWhatIf, whatIfDifferences, whatIfs } from '../../service/what-if.js'
import type { DifferenceFilter, DifferenceRow } from '../../storage/what-if/read-differences.js'
import type { WhatIfMode, WhatIfRecord } from '../../storage/what-if/what-ifs.js'
import type { GraphContext } from '../context.js'
import { loadEntry, loadObject, loadRun, loadWhatIf } from '../loaders.js'
import { keyOf } from '../node-id.js'
import { connection, pageOf } from '../paging.js'
import { ConnectorSpaceEntry } from '../types/entry.js'
import { MetaverseObject } from '../types/metaverse.js'
import { PageArgs } from '../types/page-args.js'
import { Run } from '../types/run.js'
import {
  CancelWhatIfPayload,
  RemoveWhatIfPayload,
  StartWhatIfPayload,
  WhatIf,
  WhatIfConnection,
  WhatIfDifference,
  WhatIfDifferenceConnection,
  WhatIfStep,
} from '../types/what-if.js'
import { DifferenceFilterInput, StartWhatIfInput, WhatIfInput } from '../types/what-if-inputs.js'
import { given } from './arguments.js'
import { orProblems } from './expected-problems.js'
import { counterList } from './run-views.js'
import { triedDocument } from './tried-document.js'

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

@Resolver(() => WhatIf)
export class WhatIfResolver {
  @Query(() => WhatIfConnection, { description: 'What was tried during the last day, the newest first.' })
  async whatIfs(@Args(() => PageArgs) args: PageArgs, @Ctx() { hub, actor }: GraphContext) {
    const page = pageOf(args)
    const listed = await whatIfs(hub, actor, page)
    return connection(listed, page, { cursorOf: row => [row.id], nodeOf: row => row, count: listed.count })
  }

  @Query(() => WhatIf, { nullable: true, description: 'The what-if with this id; null when it is gone.' })
  whatIf(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: GraphContext) {
    return loadWhatIf(context, keyOf('WhatIf', id))
  }

  @FieldResolver(() => [WhatIfStep], { description: 'What each agent would count. Empty until it is completed.' })
  steps(@Root() { steps }: WhatIfRecord) {
    return steps.map(step => ({ ...step, counters: counterList(step.counters) }))
  }

  @FieldResolver(() => Run, {
    nullable: true,
    description: 'The run that is undone, in place of synchronizing agents; null: none, or it was cleared.',
  })
  undoes(@Root() { undoRun }: WhatIfRecord, @Ctx() context: GraphContext) {
    return undoRun === null ? null : loadRun(context, undoRun)
  }

  @FieldResolver(() => WhatIfDifferenceConnection, {
    description:
      'What would be different, in the order in which it was found: objects, values, links, exports, problems.',
  })
  async differences(
    @Root() { id }: WhatIfRecord,
    @Arg('filter', () => DifferenceFilterInput, { nullable: true, description: 'Which ones; absent: all.' })
    filter: DifferenceFilterInput | null | undefined,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const page = pageOf(args)
    const listed = await whatIfDifferences(hub, actor, id, { filter: given(filter) as DifferenceFilter, page })
    return connection(listed, page, {
      cursorOf: row => [row.number],
      nodeOf: row => ({ ...row, before: json(row.before), after: json(row.after) }),
      count: listed.count,
    })
  }
}

@Resolver(() => WhatIfDifference)
export class WhatIfDifferenceResolver {
  @FieldResolver(() => ConnectorSpaceEntry, { nullable: true, description: 'The entry; null when it is yet to come.' })
  entry(@Root() { entry }: DifferenceRow, @Ctx() context: GraphContext) {
    return entry === null ? null : loadEntry(context, entry)
  }

  @FieldResolver(() => MetaverseObject, {
    nullable: true,
    description: 'The metaverse object; null when it is yet to come.',
  })
  object(@Root() { object }: DifferenceRow, @Ctx() context: GraphContext) {
    return object === null ? null : loadObject(context, object)
  }
}

interface WhatIfPayload {
  readonly id?: number
}

const loaded = ({ id }: WhatIfPayload, context: GraphContext) => (id === undefined ? null : loadWhatIf(context, id))
const WHAT_IF = { nullable: true, description: 'The what-if; null when there are problems.' } as const

@Resolver(() => StartWhatIfPayload)
export class StartWhatIfResolver {
  @Mutation(() => StartWhatIfPayload, {
    description:
      'Tries a configuration: a worker synchronizes a copy of the data with it and says what would be different. Changes nothing.',
  })
  startWhatIf(
    @Arg('input', () => StartWhatIfInput, { description: 'What to try.' }) input: StartWhatIfInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const { document, files, agents, mode } = input
    const tried = document == null ? undefined : triedDocument(document, files)
    const request = { document: tried, agents: agents ?? undefined, mode: mode as WhatIfMode }
    return orProblems({}, async () => ({ id: await startWhatIf(hub, actor, request) }))
  }

  @FieldResolver(() => WhatIf, WHAT_IF)
  whatIf(@Root() payload: WhatIfPayload, @Ctx() context: GraphContext) {
    return loaded(payload, context)
  }
}

@Resolver(() => CancelWhatIfPayload)
export class CancelWhatIfResolver {
  @Mutation(() => CancelWhatIfPayload, { description: 'Asks a what-if to stop.' })
  cancelWhatIf(
    @Arg('input', () => WhatIfInput, { description: 'Which one.' }) input: WhatIfInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({}, async () => {
      const id = keyOf('WhatIf', input.id, 'id')
      return { outcome: await cancelWhatIf(hub, actor, id), id }
    })
  }

  @Mutation(() => RemoveWhatIfPayload, { description: 'Removes a what-if that has ended, with its differences.' })
  removeWhatIf(
    @Arg('input', () => WhatIfInput, { description: 'Which one.' }) input: WhatIfInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({ removed: false }, async () => {
      await removeWhatIf(hub, actor, keyOf('WhatIf', input.id, 'id'))
      return { removed: true }
    })
  }

  @FieldResolver(() => WhatIf, WHAT_IF)
  whatIf(@Root() payload: WhatIfPayload, @Ctx() context: GraphContext) {
    return loaded(payload, context)
  }
}
