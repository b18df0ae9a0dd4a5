import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql'
import { ProblemError } from '../../model/problem.js'
import type { PreviewMode as Mode, Preview } from '../../runs/preview/preview.js'
import { commitPreview, mayRead, previewSynchronization } from '../../service/preview.js'
import { schemaOf } from '../../service/schema.js'
import type { JoinEvent, TracedImportFlow } from '../../sync/trace.js'
import type { GraphContext } from '../context.js'
import { loadEntry, loadObject, loadRun } from '../loaders.js'
import { keyOf } from '../node-id.js'
import { ConnectorSpaceEntry } from '../types/entry.js'
import { PreviewMode } from '../types/enums.js'
import { ConfigurationFileInput } from '../types/inputs.js'
import { MetaverseObject } from '../types/metaverse.js'
import { CommitPreviewPayload, SynchronizationPreview } from '../types/preview.js'
import { ImportFlowPreview, JoinPreview } from '../types/preview-inbound.js'
import { CommitPreviewInput } from '../types/preview-inputs.js'
import { EntryPreview, ObjectPreview } from '../types/preview-outbound.js'
import { Run } from '../types/run.js'
import { orProblems } from './expected-problems.js'
import { previewView } from './preview-view.js'
import { triedDocument } from './tried-document.js'

type View = ReturnType<typeof previewView>

@Resolver(() => SynchronizationPreview)
export class PreviewResolver {
  @Query(() => SynchronizationPreview, {
    nullable: true,
    description:
      'What synchronizing one entry would do, and why: the decision tree; null when the entry is gone. The synchronization itself tells, in a transaction that is taken back.',
  })
  async previewSynchronization(
    @Arg('entry', () => ID, { description: 'The id of the entry.' }) entry: string,
    @Arg('mode', () => PreviewMode, {
      defaultValue: 'delta',
      description: 'Whether as by a full or by a delta synchronization.',
    })
    mode: string,
    @Arg('document', () => String, {
      nullable: true,
      description:
        'Rules to try in place of those in force: a document as YAML. Needs the right to plan a configuration.',
    })
    document: string | null | undefined,
    @Arg('files', () => [ConfigurationFileInput], {
      nullable: true,
      description: 'The modules that the document names. Absent: those in force.',
    })
    files: ConfigurationFileInput[] | null | undefined,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const tried = document == null ? undefined : triedDocument(document, files)
    const request = { entry: keyOf('ConnectorSpaceEntry', entry), mode: mode as Mode, document: tried }
    try {
      return previewView(await previewSynchronization(hub, actor, request), await schemaOf(hub))
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'request.not-found') return null
      throw error
    }
  }

  @FieldResolver(() => ConnectorSpaceEntry, { nullable: true, description: 'The entry as it is in the database.' })
  entry(@Root() { entryId }: View, @Ctx() context: GraphContext) {
    return loadEntry(context, entryId)
  }

  @FieldResolver(() => [EntryPreview], {
    description:
      'The entry, everything linked to its metaverse object, and connectors whose references change in passing (the first 500).',
  })
  entries(
    @Root() { entries }: View,
    @Arg('changed', () => Boolean, { nullable: true, description: 'Only those that do, or do not, change.' })
    changed: boolean | null | undefined,
  ) {
    return entries.filter(each => changed == null || each.changed === changed)
  }

  @FieldResolver(() => [ObjectPreview], { description: 'The metaverse objects that it concerns.' })
  objects(
    @Root() { objects }: View,
    @Arg('changed', () => Boolean, { nullable: true, description: 'Only those that do, or do not, change.' })
    changed: boolean | null | undefined,
  ) {
    return objects.filter(each => changed == null || each.changed === changed)
  }
}

interface Payload {
  readonly run?: number
  readonly done?: Preview
}

@Resolver(() => CommitPreviewPayload)
export class CommitPreviewResolver {
  @Mutation(() => CommitPreviewPayload, {
    description: 'Synchronizes one entry for good, as its preview said. It is recorded as a run of one step.',
  })
  commitPreview(
    @Arg('input', () => CommitPreviewInput, { description: 'Which entry.' }) input: CommitPreviewInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems({}, async () => {
      const entry = keyOf('ConnectorSpaceEntry', input.entry, 'entry')
      const { preview, run } = await commitPreview(hub, actor, { entry, mode: input.mode as Mode })
      return { run, done: preview }
    })
  }

  @FieldResolver(() => SynchronizationPreview, {
    nullable: true,
    description: 'What was done, for who may read entries and the metaverse; null when there are problems.',
  })
  async preview(@Root() { done }: Payload, @Ctx() { hub, actor }: GraphContext) {
    if (done === undefined) return null
    await mayRead(hub, actor)
    return previewView(done, await schemaOf(hub))
  }

  @FieldResolver(() => Run, { nullable: true, description: 'The run that records it; null when there are problems.' })
  run(@Root() { run }: Payload, @Ctx() context: GraphContext) {
    return run === undefined ? null : loadRun(context, run)
  }
}

/** Of many candidates, so many are shown. */
const CANDIDATES = 100

@Resolver(() => JoinPreview)
export class JoinPreviewResolver {
  @FieldResolver(() => [MetaverseObject], { description: 'What it found: the first hundred.' })
  async candidates(@Root() { hits }: JoinEvent, @Ctx() context: GraphContext) {
    const found = await Promise.all(hits.slice(0, CANDIDATES).map(id => loadObject(context, id)))
    return found.filter(each => each !== undefined)
  }

  @FieldResolver(() => MetaverseObject, { nullable: true, description: 'What it joined.' })
  object(@Root() { object }: JoinEvent, @Ctx() context: GraphContext) {
    return object === undefined ? null : loadObject(context, object)
  }
}

@Resolver(() => ImportFlowPreview)
export class ImportFlowPreviewResolver {
  @FieldResolver(() => ConnectorSpaceEntry, { nullable: true, description: 'The entry that it reads.' })
  entry(@Root() { entry }: TracedImportFlow, @Ctx() context: GraphContext) {
    return entry === undefined ? null : loadEntry(context, entry)
  }
}

@Resolver(() => EntryPreview)
export class EntryPreviewResolver {
  @FieldResolver(() => ConnectorSpaceEntry, { nullable: true, description: 'The entry; null when it is yet to come.' })
  entry(@Root() { id }: View['entries'][number], @Ctx() context: GraphContext) {
    return loadEntry(context, id)
  }
}

@Resolver(() => ObjectPreview)
export class ObjectPreviewResolver {
  @FieldResolver(() => MetaverseObject, {
    nullable: true,
    description: 'The metaverse object; null when it is yet to come.',
  })
  object(@Root() { id }: View['objects'][number], @Ctx() context: GraphContext) {
    return id === undefined ? null : loadObject(context, id)
  }
}
