import type { GraphQLSchema } from 'graphql'
import type { MetaverseAttribute } from '../../metaverse/schema.js'

/** What a schema of the typed graph says of itself in its extensions. */
export interface TypedExtensions {
  /** Names of the graph's types by the object types of the metaverse. */
  readonly objectTypes: ReadonlyMap<string, string>
  /** The one attribute that is a field of all objects. */
  readonly displayName: MetaverseAttribute | undefined
}

/** The type of the graph that objects of a type of the metaverse have. */
export function objectTypeName({ extensions }: GraphQLSchema, type: string): string {
  return (extensions as Partial<TypedExtensions>).objectTypes?.get(type) ?? 'UntypedObject'
}
