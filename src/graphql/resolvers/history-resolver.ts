import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql'
import { type AttributeState, causesOf } from '../../metaverse/history.js'
import type { PageRequest } from '../../service/paging.js'
import type { EntryRow } from '../../storage/read/entries.js'
import type { ObjectRow } from '../../storage/read/metaverse-objects.js'
import type { ObjectEvent } from '../../storage/read/object-history.js'
import type { GraphContext } from '../context.js'
import {
  countEntryHistory,
  countObjectHistory,
  countReferenceChanges,
  loadAttributeChanges,
  loadEntryHistory,
  loadObjectHistory,
  loadReferenceChangeSums,
  loadReferenceChanges,
  loadRunOfStep,
  loadStep,
} from '../history.js'
import { loadAgent, loadEntry, loadObject, loadRuleName, metaverseDefinitions } from '../loaders.js'
import { keyOf, nodeId } from '../node-id.js'
import { connection, pageOf } from '../paging.js'
import { Agent } from '../types/agent.js'
import { ConnectorSpaceEntry } from '../types/entry.js'
import {
  EntryEvent,
  EntryEventConnection,
  MetaverseAttributeChange,
  MetaverseObjectEvent,
  MetaverseObjectEventConnection,
  PastLink,
  ReferenceChangeConnection,
  ReferenceChangeSum,
} from '../types/history.js'
import { Contribution, MetaverseObject } from '../types/metaverse.js'
import { PageArgs } from '../types/page-args.js'
import { Run, RunStep } from '../types/run.js'
import { originOf } from './origin.js'

@Resolver(() => MetaverseObject)
export class ObjectHistoryResolver {
  @Query(() => MetaverseObjectEventConnection, {
    description: 'What happened to a metaverse object, the newest first. An object that is gone has a history, too.',
  })
  metaverseObjectHistory(
    @Arg('id', () => ID, { description: 'The id that the object has, or had.' }) id: string,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphContext,
  ) {
    return objectEvents(context, keyOf('MetaverseObject', id), pageOf(args))
  }

  @FieldResolver(() => MetaverseObjectEventConnection, { description: 'What happened to it, the newest first.' })
  history(@Root() object: ObjectRow, @Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext) {
    return objectEvents(context, object.id, pageOf(args))
  }
}

const objectEvents = async (context: GraphContext, object: number, page: PageRequest) =>
  connection(await loadObjectHistory(context, object, page), page, {
    cursorOf: event => event.place,
    nodeOf: event => ({ ...event, changed: event.attributes }),
    count: () => countObjectHistory(context, object),
  })

@Resolver(() => MetaverseObjectEvent)
export class ObjectEventResolver {
  @FieldResolver(() => Run, { nullable: true, description: 'The run that did it; null when it was cleared.' })
  run(@Root() { step }: ObjectEvent, @Ctx() context: GraphContext) {
    return loadRunOfStep(context, step)
  }

  @FieldResolver(() => RunStep, { nullable: true, description: 'The step of the run.' })
  step(@Root() { step }: ObjectEvent, @Ctx() context: GraphContext) {
    return loadStep(context, step)
  }

  @FieldResolver(() => [MetaverseAttributeChange], {
    description:
      'What happened to its attributes, references apart. Empty for what happened before the hub kept what was.',
  })
  async attributes(@Root() event: ObjectEvent, @Ctx() context: GraphContext) {
    if (event.link !== undefined) return []
    const [definitions, changes = []] = await Promise.all([
      metaverseDefinitions(context),
      loadAttributeChanges(context, event.key),
    ])
    return changes
      .map(({ name, before, after }) => ({
        name,
        type: definitions(name).type,
        before: before.values,
        after: after.values,
        states: { before, after },
      }))
      .filter(change => change.type !== 'reference' && change.before.length + change.after.length > 0)
  }

  @FieldResolver(() => ReferenceChangeConnection, { description: 'What happened to its references.' })
  async references(@Root() event: ObjectEvent, @Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext) {
    const page = pageOf(args)
    const change = event.link === undefined ? event.key : 0
    return connection(await loadReferenceChanges(context, change, page), page, {
      cursorOf: row => [row.attribute, row.target],
      nodeOf: row => () => loadObject(context, row.target),
      edgeOf: row => ({
        attribute: row.attribute,
        operation: row.operation,
        targetId: nodeId('MetaverseObject', row.target),
        contribution: originOf(row),
      }),
      count: () => countReferenceChanges(context, change),
    })
  }

  @FieldResolver(() => [ReferenceChangeSum], { description: 'What happened to its references, in numbers.' })
  async referenceSums(@Root() event: ObjectEvent, @Ctx() context: GraphContext) {
    return event.link === undefined ? ((await loadReferenceChangeSums(context, event.key)) ?? []) : []
  }
}

interface ChangeView {
  readonly states: { readonly before: AttributeState; readonly after: AttributeState }
}

@Resolver(() => MetaverseAttributeChange)
export class AttributeChangeResolver {
  @FieldResolver(() => [Contribution], {
    description: 'What caused it: the contributions that came, or else those that ceased.',
  })
  causes(@Root() { states }: ChangeView) {
    return causesOf(states.before, states.after).map(originOf)
  }

  @FieldResolver(() => [Contribution], { description: 'Where the values came from before.' })
  contributionsBefore(@Root() { states }: ChangeView) {
    return states.before.contributors.map(originOf)
  }

  @FieldResolver(() => [Contribution], { description: 'Where the values came from afterwards.' })
  contributionsAfter(@Root() { states }: ChangeView) {
    return states.after.contributors.map(originOf)
  }
}

/** A link of a history or of a past object. */
interface LinkView {
  readonly agent: number
  readonly entry: number
  readonly rule: number | undefined
}

@Resolver(() => PastLink)
export class PastLinkResolver {
  @FieldResolver(() => ConnectorSpaceEntry, { nullable: true, description: 'The entry; null when it is gone.' })
  entry(@Root() { entry }: LinkView, @Ctx() context: GraphContext) {
    return loadEntry(context, entry)
  }

  @FieldResolver(() => Agent, { nullable: true, description: 'The agent of the entry.' })
  agent(@Root() { agent }: LinkView, @Ctx() context: GraphContext) {
    return loadAgent(context, agent)
  }

  @FieldResolver(() => String, { nullable: true, description: 'The rule that made it; null when a person did.' })
  rule(@Root() { rule }: LinkView, @Ctx() context: GraphContext) {
    return rule === undefined ? null : loadRuleName(context, rule)
  }
}

@Resolver(() => ConnectorSpaceEntry)
export class EntryHistoryResolver {
  @Query(() => EntryEventConnection, {
    description: 'What runs did to an entry, the newest first. An entry that is gone has a history, too.',
  })
  connectorSpaceEntryHistory(
    @Arg('id', () => ID, { description: 'The id that the entry has, or had.' }) id: string,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphContext,
  ) {
    return entryEvents(context, keyOf('ConnectorSpaceEntry', id), pageOf(args))
  }

  @FieldResolver(() => EntryEventConnection, {
    description: 'What runs did to it, the newest first: every counter that names objects and counted this one.',
  })
  history(@Root() entry: EntryRow, @Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext) {
    return entryEvents(context, entry.id, pageOf(args))
  }
}

const entryEvents = async (context: GraphContext, entry: number, page: PageRequest) =>
  connection(await loadEntryHistory(context, entry, page), page, {
    cursorOf: event => [event.step, event.counter],
    nodeOf: event => ({ ...event, dn: event.dn === '' ? undefined : event.dn }),
    count: () => countEntryHistory(context, entry),
  })

@Resolver(() => EntryEvent)
export class EntryEventResolver {
  @FieldResolver(() => Run, { nullable: true, description: 'The run; null when it was cleared.' })
  run(@Root() { step }: { step: number }, @Ctx() context: GraphContext) {
    return loadRunOfStep(context, step)
  }

  @FieldResolver(() => RunStep, { nullable: true, description: 'The step of the run.' })
  step(@Root() { step }: { step: number }, @Ctx() context: GraphContext) {
    return loadStep(context, step)
  }

  @FieldResolver(() => MetaverseObject, {
    nullable: true,
    description: 'The metaverse object that had a part in it; null when there was none, or it is gone.',
  })
  metaverseObject(@Root() { object }: { object: number }, @Ctx() context: GraphContext) {
    return object === 0 ? null : loadObject(context, object)
  }
}
