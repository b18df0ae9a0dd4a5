import { GraphQLSafeInt } from 'graphql-scalars'
import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import type { PendingImport } from '../../connector-space/entry.js'
import { type LayerDelta, type LayerImage, type TowerLayer, towerOf } from '../../connector-space/tower.js'
import { changesBetween } from '../../model/changes.js'
import { placeholders } from '../../service/placeholders.js'
import type { AgentRow } from '../../storage/read/agents.js'
import type { EntryRow } from '../../storage/read/entries.js'
import type { ExportLayer } from '../../storage/read/entry-layers.js'
import type { GraphContext } from '../context.js'
import {
  countDeltaReferences,
  countImageReferences,
  countPlaceholders,
  loadDeltaReferences,
  loadEntryNamed,
  loadImageReferences,
  type PlaceholderKind,
} from '../layer-pages.js'
import { entryDefinitions, loadEntry, loadEntryExports, loadEntryImages } from '../loaders.js'
import { connection, pageOf } from '../paging.js'
import { Agent, AgentStatistics } from '../types/agent.js'
import { AttributeChange, EntryAttribute } from '../types/attribute.js'
import { ConnectorSpaceEntry } from '../types/entry.js'
import { PlaceholderKind as PlaceholderKindEnum } from '../types/enums.js'
import {
  DeltaReferenceConnection,
  EntryDelta,
  EntryImage,
  EntryLayers,
  ImageReferenceConnection,
  PlaceholderConnection,
} from '../types/layers.js'
import { PageArgs } from '../types/page-args.js'
import { attributeList, changeList } from './attributes.js'

/** A layer with what its fields are resolved from. */
interface ImageView extends LayerImage {
  readonly entry: EntryRow
  readonly level: number
}

interface DeltaView extends LayerDelta {
  readonly entry: EntryRow
  readonly level: number
  readonly below: LayerImage | undefined
  readonly image: LayerImage | undefined
}

@Resolver(() => ConnectorSpaceEntry)
export class EntryLayersResolver {
  @FieldResolver(() => EntryLayers, {
    description: 'Its layers, each as an image and as what it changes (MIM: the hologram tower).',
  })
  async layers(@Root() entry: EntryRow, @Ctx() context: GraphContext) {
    const tower = await loadTower(entry, context)
    const [synchronized, pendingImport, unconfirmedExport, escrowedExport, pendingExport] = tower.map((layer, level) =>
      viewOf(entry, layer, { level, below: tower[level - 1]?.image }),
    )
    return { synchronized, pendingImport, unconfirmedExport, escrowedExport, pendingExport }
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The name that it had before another object got it; null unless it is transient.',
  })
  formerDn(@Root() entry: EntryRow) {
    return entry.transient ? entry.dn : null
  }

  @FieldResolver(() => ConnectorSpaceEntry, {
    nullable: true,
    description: 'The entry that has its name now; null unless it is transient.',
  })
  async displacedBy(@Root() entry: EntryRow, @Ctx() context: GraphContext) {
    if (!entry.transient) return null
    const holder = await loadEntryNamed(context, { agent: entry.agent, dn: entry.dn })
    return holder === undefined ? null : loadEntry(context, holder)
  }
}

async function loadTower(entry: EntryRow, context: GraphContext): Promise<TowerLayer[]> {
  const images = await loadEntryImages(context, entry.id)
  const layers = await loadEntryExports(context, entry.id)
  const changeOf = (layer: ExportLayer) => layers?.find(each => each.layer === layer)
  const pendingImport: PendingImport | undefined = entry.pendingImport && {
    operation: entry.pendingImport,
    previous: images?.previous,
    previousType: images?.previousType,
  }
  return towerOf({
    objectType: entry.objectType,
    dn: entry.dn,
    image: images?.image ?? {},
    imported: entry.imported,
    pendingImport,
    unconfirmed: changeOf('unconfirmed'),
    escrowed: changeOf('escrowed'),
    pending: changeOf('pending'),
  })
}

function viewOf(
  entry: EntryRow,
  { image, delta }: TowerLayer,
  { level, below }: { readonly level: number; readonly below: LayerImage | undefined },
) {
  return {
    image: image && ({ ...image, entry, level } satisfies ImageView),
    delta: delta && ({ ...delta, entry, level, below, image } satisfies DeltaView),
  }
}

@Resolver(() => EntryImage)
export class EntryImageResolver {
  @FieldResolver(() => [EntryAttribute], { description: 'Its attributes, references apart.' })
  async attributes(
    @Root() { entry, attributes }: ImageView,
    @Arg('names', () => [String], {
      nullable: true,
      description: 'Only these attributes; absent: all that have values.',
    })
    names: string[] | null | undefined,
    @Ctx() context: GraphContext,
  ) {
    return attributeList(attributes, await entryDefinitions(context, entry), names)
  }

  @FieldResolver(() => ImageReferenceConnection, { description: 'What it refers to.' })
  async references(
    @Root() { entry, level }: ImageView,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphContext,
  ) {
    const key = { entry: entry.id, level }
    const page = pageOf(args)
    return connection(await loadImageReferences(context, key, page), page, {
      cursorOf: row => [row.attribute, row.key],
      nodeOf: row => nodeOf(row.target, context),
      edgeOf: ({ attribute, dn }) => ({ attribute, dn }),
      count: () => countImageReferences(context, key),
    })
  }
}

@Resolver(() => EntryDelta)
export class EntryDeltaResolver {
  @FieldResolver(() => [AttributeChange], { description: 'What happens to its attributes, references apart.' })
  async changes(@Root() delta: DeltaView, @Ctx() context: GraphContext) {
    const definitions = await entryDefinitions(context, delta.entry)
    const changes =
      delta.changes ??
      (delta.operation === 'delete'
        ? {}
        : changesBetween(
            delta.below?.attributes ?? {},
            delta.image?.attributes ?? {},
            name => definitions(name).multivalued,
          ))
    return changeList(changes, definitions)
  }

  @FieldResolver(() => DeltaReferenceConnection, { description: 'What happens to its references.' })
  async references(
    @Root() { entry, level, operation }: DeltaView,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphContext,
  ) {
    const key = { entry: entry.id, level, whole: operation === 'add' || operation === 'delete-add' }
    const page = pageOf(args)
    return connection(await loadDeltaReferences(context, key, page), page, {
      cursorOf: row => [row.attribute, row.key],
      nodeOf: row => nodeOf(row.target, context),
      edgeOf: ({ attribute, dn, operation }) => ({ attribute, dn, operation }),
      count: () => countDeltaReferences(context, key),
    })
  }
}

const nodeOf = (target: number | null, context: GraphContext) => async () =>
  target === null ? null : ((await loadEntry(context, target)) ?? null)

@Resolver(() => Agent)
export class PlaceholdersResolver {
  @FieldResolver(() => PlaceholderConnection, {
    description: 'Names that its entries speak of, and that none of them has.',
  })
  async placeholders(
    @Root() agent: AgentRow,
    @Arg('kind', () => PlaceholderKindEnum, { description: 'Who speaks of them.' }) kind: PlaceholderKind,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const page = pageOf(args)
    const listed = await placeholders(hub, actor, { agent: agent.id, kind }, page)
    return connection(listed, page, { cursorOf: row => [row.key], nodeOf: row => row, count: listed.count })
  }
}

@Resolver(() => AgentStatistics)
export class PlaceholderCountResolver {
  @FieldResolver(() => GraphQLSafeInt, { description: 'Placeholders of both kinds.' })
  placeholders(@Root() { agent }: { agent: number }, @Ctx() context: GraphContext) {
    return countPlaceholders(context, agent)
  }
}
