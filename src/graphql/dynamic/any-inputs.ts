import {
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql'
import type { GraphType } from '../../metaverse/graph/graph-type.js'
import type { MetaverseAttribute } from '../../metaverse/schema.js'
import { comparisonOf, DateTimeComparison, EntryName, IDComparison } from './comparisons.js'
import type { AnyInputs, Made } from './making.js'
import type { Tested } from './where.js'

type Fields = GraphQLInputFieldConfigMap

/** The fields that every where input has. */
export function commonFields(type: GraphQLInputObjectType): Fields {
  const list = new GraphQLList(new GraphQLNonNull(type))
  const field = (of: Fields[string]['type'], tests: Tested, description: string): Fields[string] => ({
    type: of,
    description,
    extensions: { tests },
  })
  return {
    and: field(list, 'and', 'All of these hold.'),
    or: field(list, 'or', 'At least one of these holds.'),
    not: field(type, 'not', 'This does not hold.'),
    id: field(IDComparison, 'id', 'By its id.'),
    entry: field(EntryName, 'entry', 'This entry is joined to it.'),
    createdAt: field(DateTimeComparison, { time: 'created_at' }, 'By when it was made.'),
    changedAt: field(DateTimeComparison, { time: 'changed_at' }, 'By when one of its values last changed.'),
  }
}

export function relationType(name: string, where: () => GraphQLInputObjectType, of: string): GraphQLInputObjectType {
  return new GraphQLInputObjectType({
    name,
    description: `Tests of ${of} at the other end of references.`,
    fields: () => ({
      some: { type: where(), description: 'One of them meets this; {} for: there is one.' },
      every: { type: where(), description: 'All of them meet this, also when there is none.' },
      none: { type: where(), description: 'None of them meets this; {} for: there is none.' },
    }),
  })
}

/** Tests of objects whose type is open, such as members of a group. */
export function anyInputs(
  types: readonly GraphType[],
  made: ReadonlyMap<string, Made>,
  displayName: MetaverseAttribute | undefined,
): AnyInputs {
  const where: GraphQLInputObjectType = new GraphQLInputObjectType({
    name: 'AnyObjectWhere',
    description: 'A search for objects of any type. What stands side by side must all hold.',
    fields: () => ({
      ...commonFields(where),
      types: {
        type: new GraphQLList(new GraphQLNonNull(GraphQLString)),
        description: 'It is of one of these object types of the metaverse.',
        extensions: { tests: 'types' satisfies Tested },
      },
      ...(displayName && {
        displayName: {
          type: comparisonOf(displayName),
          description: 'By its display name.',
          extensions: { tests: { kind: 'value', name: 'displayName', attribute: displayName } satisfies Tested },
        },
      }),
      ...Object.fromEntries(
        types.map(({ source, member }) => [
          member,
          {
            type: made.get(source)?.where as GraphQLInputObjectType,
            description: `It is of the type ${source}, and meets this.`,
            extensions: { tests: { isOf: source } satisfies Tested },
          },
        ]),
      ),
    }),
  })
  return { where, relation: relationType('AnyObjectRelation', () => where, 'objects of any type') }
}
