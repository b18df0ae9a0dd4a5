import type { GraphQLSchema } from 'graphql'

/** What a schema of the typed graph says of itself in its extensions. */
export interface TypedExtensions {
  /** Names of the graph's types by the object types of the metaverse. */
  readonly objectTypes: ReadonlyMap<string, string>
}

/** The type of the graph that objects of a type of the metaverse have. */
export function objectTypeName({ extensions }: GraphQLSchema, type: string): string {
  return (extensions as Partial<TypedExtensions>).objectTypes?.get(type) ?? 'UntypedObject'
}
