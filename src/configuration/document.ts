import { z } from 'zod'
import { STEP_TYPES } from '../model/step.js'
import { ATTRIBUTE_TYPES } from '../model/value.js'
import { FILTER_OPERATORS } from '../rules/rule-set.js'
import { extensionSchema } from './extensions/extension-key.js'

/**
 * The document that people write (docs/configuration.md). It is kept as written, with its short forms;
 * `normal-forms.ts` reads them. Descriptions end up in the JSON Schema that editors use.
 */

// Names become object keys and parts of rule names: no slash, and none of the names every JavaScript object has.
const name = z
  .string()
  .regex(/^[^\s/](?:[^/\r\n\t]*[^\s/])?$/, 'a name without slashes and without spaces at its ends')
  .refine(text => !(text in {}), 'a name that is not reserved')

// Digits alone would sort before every other key, and the order of agents means something.
const agentName = name.refine(text => !/^\d+$/.test(text), 'a name that is not a number')

// Metaverse names are GraphQL names, too.
const metaverseName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a name of letters, digits, _ and - that starts with a letter')
  .refine(text => !(text in {}), 'a name that is not reserved')

const scalar = z.union([z.string(), z.number(), z.boolean()])
const scalars = z.union([scalar, z.array(scalar).min(1)])
const attributeType = z.enum(ATTRIBUTE_TYPES)
const percent = z.number().min(0).max(100)
const limit = z.int().min(0)

const sourceAttribute = z.union([
  attributeType,
  z.strictObject({ type: attributeType, multivalued: z.boolean().optional() }),
])

const metaverseAttribute = z.union([
  attributeType,
  z.strictObject({
    type: attributeType,
    multivalued: z.boolean().optional(),
    indexed: z.boolean().optional().describe('Kept as a search key: joins and searches by it are one index lookup.'),
  }),
])

const deletion = z.discriminatedUnion('when', [
  z.strictObject({
    when: z.literal('last-connector'),
    ignore: z.array(name).optional().describe('Connectors of these agents do not keep an object alive.'),
  }),
  z.strictObject({
    when: z.literal('any-connector'),
    of: z.array(name).min(1).describe('Losing the connector of any of these agents deletes the object.'),
  }),
])

const metaverse = z.strictObject({
  attributes: z.record(metaverseName, metaverseAttribute).optional().describe('Attributes besides the built-in ones.'),
  types: z
    .record(
      metaverseName,
      z.strictObject({
        attributes: z.array(metaverseName).optional().describe('Attributes of the type, besides those it has already.'),
        deletion: deletion.optional().describe('When losing a connector deletes the object.'),
      }),
    )
    .optional()
    .describe('Object types besides the built-in ones, and additions to those.'),
  extension: extensionSchema.optional().describe('Rules in code that provision and decide on deletion.'),
})

const condition = z.strictObject({
  attribute: name.describe('An attribute of the source, or dn.'),
  operator: z.enum(FILTER_OPERATORS),
  value: scalar.optional(),
})

const expression = z.string().describe('A CEL expression.')
const constant = scalars.describe('The same value for every object.')

const inboundSource = z.union([name, z.strictObject({ constant }), z.strictObject({ expression })])

const outboundSource = z.union([
  name,
  z.strictObject({
    from: name.optional().describe('A metaverse attribute.'),
    constant: constant.optional(),
    expression: expression.optional(),
    allowNulls: z.boolean().optional().describe("Whether a missing metaverse value clears the source's value."),
    initialOnly: z.boolean().optional().describe('Only when the hub creates the object.'),
  }),
])

const join = z.strictObject({
  type: metaverseName.optional().describe('The metaverse type to search; absent: every type.'),
  on: z.record(metaverseName, inboundSource).describe('Metaverse attribute to source; all must match.'),
})

const provision = z.strictObject({
  type: metaverseName.describe('The metaverse type.'),
  when: expression.optional().describe('The condition under which an object has a connector; absent: always.'),
  dn: expression.describe('The name to create the object under.'),
  rename: z.boolean().optional().describe('Whether the object follows when dn gives another name later.'),
})

const objectType = z.strictObject({
  attributes: z.record(name, sourceAttribute).describe('The attributes to read, with their types.'),
  filter: z
    .array(z.union([condition, z.array(condition).min(1)]))
    .optional()
    .describe(
      'Entries that match any alternative stay outside; an alternative is a condition or a list that must all hold.',
    ),
  join: z.array(join).optional().describe('Ways to find the metaverse object, in order.'),
  projection: metaverseName.optional().describe('The metaverse type to create when nothing joins; absent: never.'),
  import: z
    .record(metaverseName, z.record(metaverseName, inboundSource))
    .optional()
    .describe('Metaverse type to metaverse attribute to source.'),
  provision: z.array(provision).optional(),
  export: z
    .record(metaverseName, z.record(name, outboundSource))
    .optional()
    .describe('Metaverse type to attribute of the source to metaverse source.'),
})

const step = z.union([
  z.enum(STEP_TYPES),
  z.strictObject({
    type: z.enum(STEP_TYPES),
    objectLimit: z.int().min(1).optional(),
    deletionLimit: limit.nullable().optional(),
    deletionPercent: percent.nullable().optional(),
    batchSize: z.int().min(1).max(10_000).optional(),
  }),
])

const agent = z.strictObject({
  connector: z.string().describe('The kind of connected source.'),
  settings: z.record(z.string(), z.unknown()).describe("The connector's settings."),
  guard: z
    .strictObject({ deletionLimit: limit.nullable().optional(), deletionPercent: percent.nullable().optional() })
    .optional()
    .describe('Brakes: refuse to delete more than this; null takes a brake off.'),
  deprovisioning: z.enum(['make-normal-disconnector', 'make-explicit-disconnector', 'delete-object']).optional(),
  recall: z.boolean().optional().describe("Whether a disconnected entry's values leave the metaverse."),
  extension: extensionSchema.optional().describe('Rules in code for what cannot be declared.'),
  objects: z.record(name, objectType).describe('Object types of the source, with their rules.'),
  runProfiles: z.record(name, z.array(step).min(1)).optional(),
})

const schedule = z.strictObject({
  cron: z.string().describe('Five fields: minute, hour, day of the month, month, day of the week.'),
  timezone: z.string().optional().describe('An IANA time zone such as Europe/Berlin; absent: UTC.'),
  runs: z
    .array(z.strictObject({ agent: name, profile: name }))
    .min(1)
    .describe('Run profiles, one after the other.'),
  enabled: z.boolean().optional(),
})

export const documentSchema = z.strictObject({
  version: z.literal(1).describe('The version of this format.'),
  metaverse: metaverse.optional(),
  agents: z
    .record(agentName, agent)
    .optional()
    .describe('Configured connectors. Their order is the default precedence.'),
  precedence: z
    .record(metaverseName, z.record(metaverseName, z.array(name).min(1)))
    .optional()
    .describe('Metaverse type to attribute to agents, the first in rank first.'),
  schedules: z.record(name, schedule).optional(),
})

export type HubDocument = z.infer<typeof documentSchema>
export type AgentDocument = z.infer<typeof agent>
export type ObjectTypeDocument = z.infer<typeof objectType>
export type AttributeDocument = z.infer<typeof metaverseAttribute>
export type ConditionDocument = z.infer<typeof condition>
export type InboundSourceDocument = z.infer<typeof inboundSource>
export type OutboundSourceDocument = z.infer<typeof outboundSource>
export type StepDocument = z.infer<typeof step>
