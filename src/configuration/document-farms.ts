import { z } from 'zod'
import { agentName, metaverseName, name, scalar } from './document-parts.js'

/** What farms and other portals see, as people write it. */

/** The operators of connector filters that a database can search by. */
export const SCOPE_OPERATORS = [
  'equality',
  'inequality',
  'present',
  'not-present',
  'substring-start',
  'not-substring-start',
  'substring-end',
  'not-substring-end',
  'substring-any',
  'not-substring-any',
] as const

const condition = z.strictObject({
  attribute: metaverseName.describe('An attribute of the metaverse.'),
  operator: z.enum(SCOPE_OPERATORS),
  value: scalar.optional(),
})

const farm = z.strictObject({
  agent: agentName.optional().describe("The agent that writes the farm's profile store; absent: it only reads here."),
  type: metaverseName.optional().describe('The type of the objects that are its profiles; absent: person.'),
  account: metaverseName
    .optional()
    .describe('The attribute that profiles are called by, one value each; absent: accountName.'),
  where: z
    .array(condition)
    .optional()
    .describe(
      'Who is a profile of the farm: all conditions hold, without regard to case. Absent: everybody of the type.',
    ),
  view: z
    .record(name, metaverseName)
    .describe("What the farm sees: its own name of a property, such as WorkEmail, to the metaverse's attribute."),
})

export const farms = z.record(name, farm)
export type FarmDocument = z.infer<typeof farm>
export type ScopeDocument = z.infer<typeof condition>
