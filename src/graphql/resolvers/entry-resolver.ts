import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql'
import { changesBetween } from '../../model/changes.js'
import { connectorSpaceEntries, type EntrySearch } from '../../service/entries.js'
import type { EntryRow } from '../../storage/read/entries.js'
import type { ExportLayer, ExportLayerRow } from '../../storage/read/entry-layers.js'
import type { Direction } from '../../storage/read/entry-references.js'
import type { GraphContext } from '../context.js'
import {
  entryDefinitions,
  loadAgent,
  loadEntry,
  loadEntryExports,
  loadEntryImages,
  loadObject,
  loadProblemsOf,
  loadRuleName,
} from '../loaders.js'
import { countEntryReferences, countExportReferences, loadEntryReferences, loadExportReferences } from '../pages.js'
import { connection, pageOf } from '../paging.js'
import { Agent } from '../types/agent.js'
import { EntryAttribute } from '../types/attribute.js'
import {
  ConnectorSpaceEntry,
  ConnectorSpaceEntryConnection,
  EntryReferenceConnection,
  ExportReferenceConnection,
  PendingExport,
  PendingImport,
} from '../types/entry.js'
import { EntryFilterInput } from '../types/inputs.js'
import { MetaverseObject } from '../types/metaverse.js'
import { PageArgs } from '../types/page-args.js'
import { ObjectProblem } from '../types/problem.js'
import { given, ReferenceArgs } from './arguments.js'
import { attributeList, changeList } from './attributes.js'

const NAMES = { nullable: true, description: 'Only these attributes; absent: all that have values.' } as const

@Resolver(() => ConnectorSpaceEntry)
export class EntryResolver {
  @Query(() => ConnectorSpaceEntryConnection, { description: "An agent's entries, in the order in which they came." })
  async connectorSpaceEntries(
    @Arg('agent', () => String, { description: 'The name of the agent.' }) agent: string,
    @Arg('filter', () => EntryFilterInput, { nullable: true, description: 'What they are searched by.' }) filter:
      | EntryFilterInput
      | null
      | undefined,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const page = pageOf(args)
    const listed = await connectorSpaceEntries(hub, actor, agent, { search: searchOf(filter), page })
    return connection(listed, page, { cursorOf: row => [row.id], nodeOf: row => row, count: listed.count })
  }

  @FieldResolver(() => Agent, { description: 'The agent it belongs to.' })
  agent(@Root() entry: EntryRow, @Ctx() context: GraphContext) {
    return loadAgent(context, entry.agent)
  }

  @FieldResolver(() => MetaverseObject, { nullable: true, description: 'The metaverse object it is linked to.' })
  metaverseObject(@Root() entry: EntryRow, @Ctx() context: GraphContext) {
    return entry.object === undefined ? null : loadObject(context, entry.object)
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The rule that linked it; null when a person did, or nobody.',
  })
  linkRule(@Root() entry: EntryRow, @Ctx() context: GraphContext) {
    return entry.linkRule === undefined ? null : loadRuleName(context, entry.linkRule)
  }

  @FieldResolver(() => [EntryAttribute], {
    description: 'What the last import has shown (MIM: the hologram with what is pending).',
  })
  async attributes(
    @Root() entry: EntryRow,
    @Arg('names', () => [String], NAMES) names: string[] | null | undefined,
    @Ctx() context: GraphContext,
  ) {
    const images = await loadEntryImages(context, entry.id)
    return attributeList(images?.image ?? {}, await entryDefinitions(context, entry), names)
  }

  @FieldResolver(() => [EntryAttribute], {
    description: 'What synchronization has last seen: without what an import has staged since.',
  })
  async synchronizedAttributes(
    @Root() entry: EntryRow,
    @Arg('names', () => [String], NAMES) names: string[] | null | undefined,
    @Ctx() context: GraphContext,
  ) {
    const images = await loadEntryImages(context, entry.id)
    const image = entry.pendingImport === 'add' ? {} : (images?.previous ?? images?.image ?? {})
    return attributeList(image, await entryDefinitions(context, entry), names)
  }

  @FieldResolver(() => PendingImport, {
    nullable: true,
    description: 'What an import has staged and synchronization has not seen.',
  })
  async pendingImport(@Root() entry: EntryRow, @Ctx() context: GraphContext) {
    if (entry.pendingImport === undefined) return null
    const definitions = await entryDefinitions(context, entry)
    const images = await loadEntryImages(context, entry.id)
    const image = images?.image ?? {}
    const before = entry.pendingImport === 'add' ? {} : (images?.previous ?? image)
    const after = entry.pendingImport === 'delete' ? {} : image
    const changes =
      entry.pendingImport === 'delete' ? {} : changesBetween(before, after, name => definitions(name).multivalued)
    return {
      operation: entry.pendingImport,
      previousObjectType: images?.previousType,
      changes: changeList(changes, definitions),
    }
  }

  @FieldResolver(() => PendingExport, { nullable: true, description: 'What the next export will send.' })
  pendingExport(@Root() entry: EntryRow, @Ctx() context: GraphContext) {
    return exportOf(entry, 'pending', context)
  }

  @FieldResolver(() => PendingExport, {
    nullable: true,
    description: 'What an export is sending, or was sending when it was interrupted.',
  })
  escrowedExport(@Root() entry: EntryRow, @Ctx() context: GraphContext) {
    return exportOf(entry, 'escrowed', context)
  }

  @FieldResolver(() => PendingExport, { nullable: true, description: 'What was sent, and no import has shown yet.' })
  unconfirmedExport(@Root() entry: EntryRow, @Ctx() context: GraphContext) {
    return exportOf(entry, 'unconfirmed', context)
  }

  @FieldResolver(() => [ObjectProblem], {
    description: 'The problems that stand against it: at most one of each phase.',
  })
  problems(@Root() entry: EntryRow, @Ctx() context: GraphContext) {
    return loadProblemsOf(context, entry.id)
  }

  @FieldResolver(() => EntryReferenceConnection, {
    description: 'What it refers to, such as its members or its manager.',
  })
  references(@Root() entry: EntryRow, @Args(() => ReferenceArgs) args: ReferenceArgs, @Ctx() context: GraphContext) {
    return entryReferences(entry, 'outgoing', args, context)
  }

  @FieldResolver(() => EntryReferenceConnection, {
    description: 'What refers to it, such as the groups it is a member of.',
  })
  referencedBy(@Root() entry: EntryRow, @Args(() => ReferenceArgs) args: ReferenceArgs, @Ctx() context: GraphContext) {
    return entryReferences(entry, 'incoming', args, context)
  }
}

@Resolver(() => PendingExport)
export class PendingExportResolver {
  @FieldResolver(() => ExportReferenceConnection, { description: 'What is to happen to its references.' })
  async references(@Root() layer: ExportLayerRow, @Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphContext) {
    const key = { entry: layer.entry, layer: layer.layer }
    const page = pageOf(args)
    return connection(await loadExportReferences(context, key, page), page, {
      cursorOf: row => [row.attribute, row.target],
      nodeOf: row => () => loadEntry(context, row.target),
      edgeOf: ({ attribute, operation }) => ({ attribute, operation }),
      count: () => countExportReferences(context, key),
    })
  }
}

function searchOf(filter: EntryFilterInput | null | undefined): EntrySearch {
  const { state, problem, problemPhase, ...rest } = given(filter)
  const renamed = {
    ...(state && { states: state }),
    ...(problem && { problemCode: problem }),
    ...(problemPhase && { problemPhases: problemPhase }),
  }
  return { ...rest, ...renamed } as EntrySearch
}

async function exportOf(entry: EntryRow, wanted: ExportLayer, context: GraphContext) {
  const layers = await loadEntryExports(context, entry.id)
  const layer = layers?.find(each => each.layer === wanted)
  if (layer === undefined) return null
  return { ...layer, changes: changeList(layer.changes, await entryDefinitions(context, entry)) }
}

async function entryReferences(entry: EntryRow, direction: Direction, args: ReferenceArgs, context: GraphContext) {
  const wanted = { direction, attributes: args.attributes ?? undefined }
  const page = pageOf(args)
  const outgoing = direction === 'outgoing'
  return connection(await loadEntryReferences(context, entry.id, wanted, page), page, {
    cursorOf: row => [row.attribute, outgoing ? row.key : row.entry],
    nodeOf: row => async () => {
      const other = outgoing ? row.target : row.entry
      return other === null ? null : ((await loadEntry(context, other)) ?? null)
    },
    edgeOf: ({ attribute, dn, state }) => ({ attribute, dn, state }),
    count: () => countEntryReferences(context, entry.id, wanted),
  })
}
