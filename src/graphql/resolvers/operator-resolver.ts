import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql'
import { actByHand, disconnectionPreview } from '../../service/operator-actions.js'
import type { Consequence } from '../../sync/consequences.js'
import type { GraphContext } from '../context.js'
import { loadAgent, loadEntry, loadRun } from '../loaders.js'
import { keyOf } from '../node-id.js'
import { Agent } from '../types/agent.js'
import { ConnectorSpaceEntry } from '../types/entry.js'
import { DisconnectionPreview, EntryActionPayload, EntryConsequence } from '../types/operator.js'
import {
  DisconnectEntryInput,
  JoinEntryInput,
  ProjectEntryInput,
  SetDisconnectorStateInput,
} from '../types/operator-inputs.js'
import { Run } from '../types/run.js'
import { orProblems } from './expected-problems.js'

interface Payload {
  readonly run?: number
  readonly entry?: number
}

type Action = Parameters<typeof actByHand>[2]['action']

@Resolver(() => EntryActionPayload)
export class EntryActionResolver {
  @Mutation(() => EntryActionPayload, {
    description:
      'Joins an entry to a metaverse object by hand: an explicit connector, which no filter parts. Values flow in both directions at once.',
  })
  joinEntry(
    @Arg('input', () => JoinEntryInput, { description: 'What to join.' }) input: JoinEntryInput,
    @Ctx() context: GraphContext,
  ) {
    return act(context, input, () => ({ kind: 'join', object: keyOf('MetaverseObject', input.object, 'object') }))
  }

  @Mutation(() => EntryActionPayload, {
    description: 'Makes a metaverse object of an entry by hand: an explicit connector, which no filter parts.',
  })
  projectEntry(
    @Arg('input', () => ProjectEntryInput, { description: 'What to project.' }) input: ProjectEntryInput,
    @Ctx() context: GraphContext,
  ) {
    return act(context, input, () => ({ kind: 'project', type: input.type }))
  }

  @Mutation(() => EntryActionPayload, {
    description:
      'Parts an entry from its metaverse object: what it gave is recalled, and the deletion rule is asked. Refused with operator.would-delete when the object would go and that is not confirmed.',
  })
  disconnectEntry(
    @Arg('input', () => DisconnectEntryInput, { description: 'What to part.' }) input: DisconnectEntryInput,
    @Ctx() context: GraphContext,
  ) {
    return act(context, input, () => ({ kind: 'disconnect', explicit: input.explicit }))
  }

  @Mutation(() => EntryActionPayload, { description: 'Says whether rules may link a disconnector.' })
  setDisconnectorState(
    @Arg('input', () => SetDisconnectorStateInput, { description: 'Which one.' }) input: SetDisconnectorStateInput,
    @Ctx() context: GraphContext,
  ) {
    return act(context, input, () => ({ kind: 'set-state', explicit: input.explicit }))
  }

  @FieldResolver(() => ConnectorSpaceEntry, {
    nullable: true,
    description: 'The entry as it is now; null when there are problems.',
  })
  entry(@Root() { entry }: Payload, @Ctx() context: GraphContext) {
    return entry === undefined ? null : loadEntry(context, entry)
  }

  @FieldResolver(() => Run, {
    nullable: true,
    description: 'What was done, as the history has it; null when there are problems.',
  })
  run(@Root() { run }: Payload, @Ctx() context: GraphContext) {
    return run === undefined ? null : loadRun(context, run)
  }
}

const act = (
  { hub, actor }: GraphContext,
  input: { readonly entry: string; readonly confirmDeletion?: boolean; readonly expectedObject?: string | null },
  actionOf: () => Action,
) =>
  orProblems({}, async () => {
    const entry = keyOf('ConnectorSpaceEntry', input.entry, 'entry')
    const expected = input.expectedObject
    const { run } = await actByHand(hub, actor, {
      entry,
      action: actionOf(),
      confirmDeletion: input.confirmDeletion === true,
      expectedObject: expected == null ? undefined : keyOf('MetaverseObject', expected, 'expectedObject'),
    })
    return { run, entry }
  })

@Resolver(() => DisconnectionPreview)
export class DisconnectionPreviewResolver {
  @Query(() => DisconnectionPreview, {
    description: 'What disconnectEntry would do, decided as it would be done, without doing it.',
  })
  disconnectionPreview(
    @Arg('entry', () => ID, { description: 'The id of the entry.' }) entry: string,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({ deletesObject: false, entries: [], changedAttributes: [] }, async () => {
      const found = await disconnectionPreview(hub, actor, keyOf('ConnectorSpaceEntry', entry))
      return {
        deletesObject: found.deletesObject,
        deletionDue: found.due === undefined ? undefined : new Date(found.due),
        entries: found.entries,
        changedAttributes: found.changed,
      }
    })
  }
}

@Resolver(() => EntryConsequence)
export class EntryConsequenceResolver {
  @FieldResolver(() => Agent, { nullable: true, description: 'The agent it belongs to.' })
  agent(@Root() { agent }: Consequence, @Ctx() context: GraphContext) {
    return loadAgent(context, agent)
  }

  @FieldResolver(() => ConnectorSpaceEntry, { nullable: true, description: 'The entry.' })
  entry(@Root() { entry }: Consequence, @Ctx() context: GraphContext) {
    return loadEntry(context, entry)
  }
}
