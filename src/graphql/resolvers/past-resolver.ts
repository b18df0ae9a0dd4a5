import { GraphQLDateTime } from 'graphql-scalars'
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql'
import type { ObjectState } from '../../metaverse/history.js'
import type { ObjectRow } from '../../storage/read/metaverse-objects.js'
import type { GraphContext } from '../context.js'
import { countReferencesAsOf, loadLinksAsOf, loadObjectAsOf, loadReferencesAsOf } from '../history.js'
import { loadObject, metaverseDefinitions } from '../loaders.js'
import { keyOf, nodeId } from '../node-id.js'
import { connection, pageOf } from '../paging.js'
import { MetaverseAttribute } from '../types/attribute.js'
import { PastLink, PastMetaverseObject, PastReferenceConnection } from '../types/history.js'
import { MetaverseObject } from '../types/metaverse.js'
import { ReferenceArgs } from './arguments.js'
import { attributeList } from './attributes.js'
import { originOf } from './origin.js'

/** An object as it was, with what its fields are found by. */
interface PastObject {
  readonly object: number
  readonly at: Date
  readonly state: ObjectState
}

const TIME = { description: 'The time, to the millisecond: what the history says of that moment had happened.' }

@Resolver(() => MetaverseObject)
export class ObjectAsOfResolver {
  @Query(() => PastMetaverseObject, {
    nullable: true,
    description: 'A metaverse object as it was, also one that is gone by now; null when it did not exist.',
  })
  metaverseObjectAsOf(
    @Arg('id', () => ID, { description: 'The id that the object has, or had.' }) id: string,
    @Arg('at', () => GraphQLDateTime, TIME) at: Date,
    @Ctx() context: GraphContext,
  ) {
    return pastObject(context, keyOf('MetaverseObject', id), at)
  }

  @FieldResolver(() => PastMetaverseObject, {
    nullable: true,
    description: 'How it was at a time; null when it did not exist yet.',
  })
  asOf(@Root() { id }: ObjectRow, @Arg('at', () => GraphQLDateTime, TIME) at: Date, @Ctx() context: GraphContext) {
    return pastObject(context, id, at)
  }
}

async function pastObject(context: GraphContext, object: number, at: Date): Promise<object | null> {
  const state = await loadObjectAsOf(context, object, at)
  return state === undefined ? null : { id: nodeId('MetaverseObject', object), type: state.type, object, at, state }
}

@Resolver(() => PastMetaverseObject)
export class PastObjectResolver {
  @FieldResolver(() => [MetaverseAttribute], { description: 'The attributes that had values, references apart.' })
  async attributes(
    @Root() { object, state }: PastObject,
    @Arg('names', () => [String], {
      nullable: true,
      description: 'Only these attributes; absent: all that had values.',
    })
    names: string[] | null | undefined,
    @Ctx() context: GraphContext,
  ) {
    const image = Object.fromEntries(
      Object.entries(state.attributes).flatMap(([name, { values }]) => (values.length === 0 ? [] : [[name, values]])),
    )
    return attributeList(image, await metaverseDefinitions(context), names).map(attribute => ({
      ...attribute,
      object,
      origins: state.attributes[attribute.name]?.contributors.map(originOf) ?? [],
    }))
  }

  @FieldResolver(() => [PastLink], { description: 'The entries that were joined to it.' })
  links(@Root() { object, at }: PastObject, @Ctx() context: GraphContext) {
    return loadLinksAsOf(context, object, at)
  }

  @FieldResolver(() => PastReferenceConnection, {
    description: 'What it referred to; the objects at the other end are as they were, too.',
  })
  async references(
    @Root() { object, at }: PastObject,
    @Args(() => ReferenceArgs) args: ReferenceArgs,
    @Ctx() context: GraphContext,
  ) {
    const wanted = { at, attributes: args.attributes ?? undefined }
    const page = pageOf(args)
    return connection(await loadReferencesAsOf(context, object, { ...wanted, page }), page, {
      cursorOf: row => [row.attribute, row.target],
      nodeOf: row => () => pastObject(context, row.target, at),
      edgeOf: row => ({ attribute: row.attribute, contribution: originOf(row) }),
      count: () => countReferencesAsOf(context, object, wanted),
    })
  }

  @FieldResolver(() => MetaverseObject, {
    nullable: true,
    description: 'The object as it is now; null when it is gone.',
  })
  now(@Root() { object }: PastObject, @Ctx() context: GraphContext) {
    return loadObject(context, object)
  }
}
