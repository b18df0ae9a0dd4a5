import { GraphQLSafeInt } from 'graphql-scalars'
import { type ClassType, Field, ObjectType } from 'type-graphql'
import { Plain, PlainOrNull } from './plain.js'

@ObjectType({ description: 'Where a page stands in its list.' })
export class PageInfo {
  @Plain(() => Boolean, 'Whether the list goes on after the last edge.')
  hasNextPage!: boolean

  @Plain(() => Boolean, 'Whether the list goes on before the first edge.')
  hasPreviousPage!: boolean

  @PlainOrNull(() => String, 'The cursor of the first edge; null for an empty page.')
  startCursor?: string

  @PlainOrNull(() => String, 'The cursor of the last edge; null for an empty page.')
  endCursor?: string
}

export interface ConnectionOptions {
  /** The connection is called `<name>Connection`, its edge `<name>Edge`. */
  readonly name: string
  /** What it is a list of, as in "a list of agents". */
  readonly of: string
  /** Whether an edge may lead nowhere. */
  readonly nullable?: boolean
  /** A class whose fields every edge has. */
  readonly edge?: ClassType
}

/** Makes the two types of a cursor connection (Relay), with the shortcut `nodes` and a `totalCount` that costs only who asks. */
export function connectionOf(
  node: () => ClassType,
  { name, of, nullable = false, edge = Object }: ConnectionOptions,
): ClassType {
  const PlainNode = nullable ? PlainOrNull : Plain

  @ObjectType(`${name}Edge`, { description: `One place in a list of ${of}.` })
  class Edge extends (edge as ClassType) {
    @Plain(() => String, 'Marks this place for after and before.')
    cursor!: string

    @PlainNode(() => node(), 'What stands there.')
    node!: unknown
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${of}.` })
  class Connection {
    @Plain(() => [Edge], 'The places of this page.')
    edges!: Edge[]

    @Field(() => [node()], {
      simple: true,
      nullable: nullable ? 'items' : false,
      description: 'What stands at the places of this page.',
    })
    nodes!: unknown[]

    @Plain(() => PageInfo, 'Where this page stands in the list.')
    pageInfo!: PageInfo

    @Plain(() => GraphQLSafeInt, 'How long the whole list is. Counted only when asked for.')
    totalCount!: number
  }
  return Connection
}
