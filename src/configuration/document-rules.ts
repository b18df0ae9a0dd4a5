import { z } from 'zod'
import { FILTER_OPERATORS } from '../rules/rule-set.js'
import { attributeType, EXTENSION, expression, metaverseName, name, scalar, visibleTo } from './document-parts.js'

/** The rules of one object type, as people write them. */

const sourceAttribute = z.union([
  attributeType,
  z.strictObject({ type: attributeType, multivalued: z.boolean().optional(), visibleTo }),
])

const condition = z.strictObject({
  attribute: name.describe('An attribute of the source, or dn.'),
  operator: z.enum(FILTER_OPERATORS),
  value: scalar.optional(),
})

const constant = z
  .union([scalar, z.array(scalar).min(1)])
  .describe('The same value for every object; a list gives several.')

const dnComponent = z
  .int()
  .refine(part => part !== 0, 'Components are counted from 1 at the left, or from -1 at the right')
  .describe('The value of one component of the name: 1 is the first, -1 the last.')

const named = name.describe('The name of a function of the rules extension.')
const reads = z.array(name).optional().describe('The attributes that the function looks at.')

const joinSources = [
  name,
  z.strictObject({ constant }),
  z.strictObject({ expression }),
  z.strictObject({ dnComponent }),
  z.strictObject({ extension: named, reads }),
] as const

const joinSource = z.union(joinSources)

const importSource = z.union([
  ...joinSources,
  z.strictObject({
    unique: z
      .array(expression)
      .min(1)
      .describe('Candidates, in order: the first that no other object has. The last one counts with n.'),
    keep: z.boolean().optional().describe('Whether a value once given stays, whatever the candidates become.'),
  }),
])

const exportSource = z.union([
  name,
  z.strictObject({
    from: name.optional().describe('A metaverse attribute.'),
    constant: constant.optional(),
    expression: expression.optional(),
    extension: named.optional(),
    reads,
    objectId: z.literal(true).optional().describe("The metaverse object's own id, as text."),
    allowNulls: z.boolean().optional().describe("Whether a missing metaverse value clears the source's value."),
    initialOnly: z.boolean().optional().describe('Only when the hub creates the object.'),
    existenceTest: z.boolean().optional().describe('Never sent: shows whether the object is as the rule wants it.'),
  }),
])

const join = z.strictObject({
  type: metaverseName.optional().describe('The metaverse type to search; absent: every type.'),
  on: z
    .record(metaverseName, joinSource)
    .describe("Metaverse attribute, or object-id for the object's own id, to source; all must match."),
  resolution: named.optional().describe('The function of the rules extension that chooses among the hits.'),
})

const projection = z.union([
  metaverseName,
  z.strictObject({ type: metaverseName, when: expression.optional() }),
  z.strictObject({ expression: expression.describe('Gives the metaverse type, or null for none.') }),
  z.strictObject({ extension: z.literal(true) }),
])

const provision = z.strictObject({
  type: metaverseName.describe('The metaverse type.'),
  when: expression.optional().describe('The condition under which an object has a connector; absent: always.'),
  dn: expression.describe('The name to create the object under.'),
  rename: z.boolean().optional().describe('Whether the object follows when dn gives another name later.'),
  replace: z
    .boolean()
    .optional()
    .describe('Whether a connector of another object type is deleted and added anew as this one.'),
})

export const objectType = z.strictObject({
  attributes: z.record(name, sourceAttribute).describe('The attributes to read, with their types.'),
  filter: z
    .union([z.literal(EXTENSION), z.array(z.union([condition, z.array(condition).min(1)]))])
    .optional()
    .describe(
      'Entries that match any alternative stay outside; an alternative is a condition or a list that must all hold. Or the rules extension decides.',
    ),
  join: z.array(join).optional().describe('Ways to find the metaverse object, in order.'),
  projection: projection.optional().describe('The metaverse type to create when nothing joins; absent: never.'),
  import: z
    .record(metaverseName, z.record(metaverseName, importSource))
    .optional()
    .describe('Metaverse type to metaverse attribute to source.'),
  provision: z.array(provision).optional(),
  export: z
    .record(metaverseName, z.record(name, exportSource))
    .optional()
    .describe('Metaverse type to attribute of the source to metaverse source.'),
})

export type ObjectTypeDocument = z.infer<typeof objectType>
export type ConditionDocument = z.infer<typeof condition>
export type JoinSourceDocument = z.infer<typeof joinSource>
export type InboundSourceDocument = z.infer<typeof importSource>
export type OutboundSourceDocument = z.infer<typeof exportSource>
export type ProjectionDocument = z.infer<typeof projection>
