import { z } from 'zod'
import { STEP_TYPES } from '../model/step.js'
import { DEPROVISIONING_ACTIONS, PRECEDENCES } from '../rules/rule-set.js'
import { access } from './document-access.js'
import { farms } from './document-farms.js'
import { agentName, attributeType, EXTENSION, metaverseName, name, visibleTo } from './document-parts.js'
import { objectType } from './document-rules.js'
import { extensionSchema } from './extensions/extension-key.js'

export type {
  ConditionDocument,
  InboundSourceDocument,
  JoinSourceDocument,
  ObjectTypeDocument,
  OutboundSourceDocument,
  ProjectionDocument,
} from './document-rules.js'

/**
 * The document that people write (docs/configuration.md). It is kept as written, with its short forms;
 * `normal-forms.ts` reads them. Descriptions end up in the JSON Schema that editors use.
 */

const percent = z.number().min(0).max(100)
const limit = z.int().min(0)

const metaverseAttribute = z.union([
  attributeType,
  z.strictObject({
    type: attributeType,
    multivalued: z.boolean().optional(),
    indexed: z.boolean().optional().describe('Kept as a search key: joins and searches by it are one index lookup.'),
    unique: z.boolean().optional().describe('No two objects have the same value; such an attribute is indexed.'),
    visibleTo,
  }),
])

const grace = z
  .string()
  .regex(/^\d{1,5}[dhm]$/, 'a time such as 30d, 12h or 45m')
  .optional()
  .describe('How long an object waits for a connector before it is deleted: 30d, 12h, 45m. Absent: not at all.')

const deletion = z.discriminatedUnion('when', [
  z.strictObject({
    when: z.literal('last-connector'),
    ignore: z.array(name).optional().describe('Connectors of these agents do not keep an object alive.'),
    grace,
  }),
  z.strictObject({
    when: z.literal('any-connector'),
    of: z.array(name).min(1).describe('Losing the connector of any of these agents deletes the object.'),
    grace,
  }),
  z.strictObject({ when: z.literal(EXTENSION).describe('The rules extension of the metaverse says.'), grace }),
])

const metaverse = z.strictObject({
  extension: extensionSchema.optional().describe('Rules in code: provisioning and deletion.'),
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
  extension: extensionSchema.optional().describe('Rules in code that the rules of this agent name.'),
  deprovisioning: z
    .enum([...DEPROVISIONING_ACTIONS, EXTENSION])
    .optional()
    .describe('What becomes of a connector that provisioning disconnects, or whose object is deleted.'),
  recall: z.boolean().optional().describe("Whether a disconnected entry's values leave the metaverse."),
  objects: z.record(name, objectType).describe('Object types of the source, with their rules.'),
  runProfiles: z.record(name, z.array(step).min(1)).optional(),
})

const order = z.array(name).min(1)

const precedence = z.union([
  order.describe('Agents, the first in rank first.'),
  z.enum(PRECEDENCES).describe('How several flows get on.'),
  z.strictObject({
    kind: z.enum(PRECEDENCES),
    order: order.optional().describe('Who is asked first when a value is to come from somebody else.'),
  }),
])

const schedule = z.strictObject({
  cron: z.string().optional().describe('Five fields: minute, hour, day of the month, month, day of the week.'),
  watch: name
    .optional()
    .describe('Instead of cron: the agent whose source is watched; runs start when it has changed.'),
  timezone: z.string().optional().describe('An IANA time zone such as Europe/Berlin; absent: UTC.'),
  runs: z
    .array(z.strictObject({ agent: name, profile: name }))
    .min(1)
    .describe('Run profiles, one after the other.'),
  enabled: z.boolean().optional(),
})

const maintenance = z.strictObject({
  keepRunsDays: z
    .int()
    .min(1)
    .optional()
    .describe(
      'Runs that ended so many days ago are forgotten; absent: the history of runs is kept until somebody clears it.',
    ),
})

export const documentSchema = z.strictObject({
  version: z.literal(1).describe('The version of this format.'),
  metaverse: metaverse.optional(),
  agents: z
    .record(agentName, agent)
    .optional()
    .describe('Configured connectors. Their order is the default precedence.'),
  precedence: z
    .record(metaverseName, z.record(metaverseName, precedence))
    .optional()
    .describe('Metaverse type to attribute to precedence: agents in order, or how several flows get on.'),
  schedules: z.record(name, schedule).optional(),
  farms: farms.optional().describe('SharePoint farms and other portals that read their people here.'),
  access: access.optional().describe('Who may come in besides the holders of API keys.'),
  maintenance: maintenance.optional().describe('What the hub does by itself to stay small.'),
})

export type HubDocument = z.infer<typeof documentSchema>
export type AgentDocument = z.infer<typeof agent>
export type AttributeDocument = z.infer<typeof metaverseAttribute>
export type DeletionDocument = z.infer<typeof deletion>
export type PrecedenceDocument = z.infer<typeof precedence>
export type StepDocument = z.infer<typeof step>
