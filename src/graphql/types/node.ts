import { Field, ID, InterfaceType } from 'type-graphql'

@InterfaceType({
  description: 'Something with an id of its own, which node(id:) finds again.',
  resolveType: (value: { __typename?: string }) => value.__typename,
})
export abstract class Node {
  @Field(() => ID, { simple: true, description: 'Opaque, unique in the whole graph, and the same for ever.' })
  id!: string
}
