import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql'
import { ProblemError } from '../../model/problem.js'
import { metaverseObjects } from '../../service/metaverse.js'
import type { Direction } from '../../storage/read/entry-references.js'
import type { LinkRow } from '../../storage/read/links.js'
import type { ObjectRow } from '../../storage/read/metaverse-objects.js'
import type { GraphContext } from '../context.js'
import type { ObjectView } from '../dynamic/rows.js'
import { loadEntryName } from '../history.js'
import {
  loadAgent,
  loadEntry,
  loadLinks,
  loadObject,
  loadRuleName,
  loadValues,
  metaverseDefinitions,
} from '../loaders.js'
import { countObjectReferences, loadObjectReferences } from '../pages.js'
import { connection, pageOf } from '../paging.js'
import { Agent } from '../types/agent.js'
import { MetaverseAttribute } from '../types/attribute.js'
import { ConnectorSpaceEntry } from '../types/entry.js'
import { MetaverseObjectWhere } from '../types/inputs.js'
import {
  Contribution,
  Link,
  MetaverseObject,
  MetaverseObjectConnection,
  MetaverseReferenceConnection,
} from '../types/metaverse.js'
import { PageArgs } from '../types/page-args.js'
import { ReferenceArgs } from './arguments.js'
import { type AttributeView, attributeList } from './attributes.js'
import { whereOf } from './object-where-input.js'
import { type Origin, originOf } from './origin.js'

const NAMES = { nullable: true, description: 'Only these attributes; absent: all that have values.' } as const

/** An attribute that knows whose it is, and where its values came from when it is one of the past. */
type ObjectAttribute = AttributeView & { readonly object: number; readonly origins?: readonly Origin[] }

@Resolver(() => MetaverseObject)
export class MetaverseObjectResolver {
  @Query(() => MetaverseObjectConnection, { description: 'Metaverse objects, in the order in which they were made.' })
  async metaverseObjects(
    @Arg('type', () => String, { nullable: true, description: 'Only of this object type.' }) type:
      | string
      | null
      | undefined,
    @Arg('where', () => MetaverseObjectWhere, { nullable: true, description: 'What they are searched by.' }) where:
      | MetaverseObjectWhere
      | null
      | undefined,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const page = pageOf(args)
    const search = { type: type ?? undefined, where: where == null ? undefined : whereOf(where) }
    const listed = await metaverseObjects(hub, actor, search, page)
    return connection(listed, page, { cursorOf: row => [row.id], nodeOf: row => row, count: listed.count })
  }

  @FieldResolver(() => String, { nullable: true, description: 'Its display name: the attribute displayName.' })
  async displayName(@Root() object: ObjectView, @Ctx() context: GraphContext): Promise<string | null> {
    const held = object.held?.displayName
    return held === undefined
      ? ((await loadValues(context, object.id, 'displayName')).displayName?.[0] ?? null)
      : (held as string | null)
  }

  @FieldResolver(() => [MetaverseAttribute], { description: 'Its attributes with values, references apart.' })
  async attributes(
    @Root() object: ObjectRow,
    @Arg('names', () => [String], NAMES) names: string[] | null | undefined,
    @Ctx() context: GraphContext,
  ): Promise<ObjectAttribute[]> {
    const images =
      names == null
        ? [loadValues(context, object.id, undefined)]
        : names.map(name => loadValues(context, object.id, name))
    const [definitions, ...loaded] = await Promise.all([metaverseDefinitions(context), ...images])
    const image = Object.assign({}, ...loaded)
    return attributeList(image, definitions, names).map(attribute => ({ ...attribute, object: object.id }))
  }

  @FieldResolver(() => MetaverseAttribute, {
    nullable: true,
    description: 'One attribute; null while it has no value.',
  })
  async attribute(
    @Root() object: ObjectRow,
    @Arg('name', () => String, { description: 'Its name.' }) name: string,
    @Ctx() context: GraphContext,
  ): Promise<ObjectAttribute | null> {
    const [definitions, image] = await Promise.all([
      metaverseDefinitions(context),
      loadValues(context, object.id, name),
    ])
    if (definitions(name).type === 'reference') throw isReference(name)
    const [found] = attributeList(image, definitions, [name])
    return found === undefined ? null : { ...found, object: object.id }
  }

  @FieldResolver(() => [Link], { description: 'The entries that are joined to it.' })
  links(@Root() object: ObjectRow, @Ctx() context: GraphContext) {
    return loadLinks(context, object.id)
  }

  @FieldResolver(() => MetaverseReferenceConnection, {
    description: 'What it refers to, such as its members or its manager.',
  })
  references(@Root() object: ObjectRow, @Args(() => ReferenceArgs) args: ReferenceArgs, @Ctx() context: GraphContext) {
    return objectReferences(object, 'outgoing', args, context)
  }

  @FieldResolver(() => MetaverseReferenceConnection, {
    description: 'What refers to it, such as the groups it is a member of.',
  })
  referencedBy(
    @Root() object: ObjectRow,
    @Args(() => ReferenceArgs) args: ReferenceArgs,
    @Ctx() context: GraphContext,
  ) {
    return objectReferences(object, 'incoming', args, context)
  }
}

@Resolver(() => MetaverseAttribute)
export class MetaverseAttributeResolver {
  @FieldResolver(() => Contribution, {
    nullable: true,
    description: 'Where its values come from; null when nobody contributes them any more.',
  })
  async contribution(@Root() attribute: ObjectAttribute, @Ctx() context: GraphContext): Promise<Origin | null> {
    const [first] = await originsOf(attribute, context)
    return first ?? null
  }

  @FieldResolver(() => [Contribution], {
    description: 'Where its values come from: more than one place where several entries give values of one attribute.',
  })
  contributions(@Root() attribute: ObjectAttribute, @Ctx() context: GraphContext) {
    return originsOf(attribute, context)
  }
}

async function originsOf(
  { object, name, origins }: ObjectAttribute,
  context: GraphContext,
): Promise<readonly Origin[]> {
  if (origins !== undefined) return origins
  const links = (await loadLinks(context, object)) ?? []
  return links.flatMap(({ agent, entry, contributions }) => {
    const found = contributions[name]
    return found === undefined ? [] : [originOf({ agent, entry, ...found })]
  })
}

@Resolver(() => Contribution)
export class ContributionResolver {
  @FieldResolver(() => Agent, { nullable: true, description: 'The agent.' })
  agent(@Root() { agent }: Origin, @Ctx() context: GraphContext) {
    return loadAgent(context, agent)
  }

  @FieldResolver(() => ConnectorSpaceEntry, { nullable: true, description: 'The entry; null when it is gone.' })
  entry(@Root() { entry }: Origin, @Ctx() context: GraphContext) {
    return loadEntry(context, entry)
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "The entry's name; of an entry that is gone the name that it had when it was parted from its object.",
  })
  dn(@Root() { entry }: Origin, @Ctx() context: GraphContext) {
    return loadEntryName(context, entry)
  }

  @FieldResolver(() => String, { description: 'The name of the rule.' })
  rule(@Root() { rule }: Origin, @Ctx() context: GraphContext) {
    return loadRuleName(context, rule)
  }
}

@Resolver(() => Link)
export class LinkResolver {
  @FieldResolver(() => ConnectorSpaceEntry, { nullable: true, description: 'The entry; null when it has just gone.' })
  entry(@Root() link: LinkRow, @Ctx() context: GraphContext) {
    return loadEntry(context, link.entry)
  }

  @FieldResolver(() => Agent, { nullable: true, description: 'The agent of the entry.' })
  agent(@Root() link: LinkRow, @Ctx() context: GraphContext) {
    return loadAgent(context, link.agent)
  }

  @FieldResolver(() => String, { nullable: true, description: 'The rule that made it; null when a person did.' })
  rule(@Root() link: LinkRow, @Ctx() context: GraphContext) {
    return link.rule === undefined ? null : loadRuleName(context, link.rule)
  }
}

async function objectReferences(object: ObjectRow, direction: Direction, args: ReferenceArgs, context: GraphContext) {
  const wanted = { direction, attributes: args.attributes ?? undefined }
  const page = pageOf(args)
  const otherOf = (row: { object: number; target: number }): number =>
    direction === 'outgoing' ? row.target : row.object
  return connection(await loadObjectReferences(context, object.id, wanted, page), page, {
    cursorOf: row => [row.attribute, otherOf(row)],
    nodeOf: row => row.other ?? (() => loadObject(context, otherOf(row))),
    edgeOf: ({ attribute, agent, entry, rule, at }) => ({ attribute, contribution: { agent, entry, rule, at } }),
    count: () => countObjectReferences(context, object.id, wanted),
  })
}

const isReference = (name: string): ProblemError =>
  new ProblemError({
    code: 'request.invalid',
    message: `${name} is a reference and has no text.`,
    hint: `Ask for references(attributes: ["${name}"]).`,
  })
