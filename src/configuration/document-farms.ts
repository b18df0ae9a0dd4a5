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

const where = z.array(condition).optional()
const view = z.record(name, metaverseName)

const groups = z.strictObject({
  type: metaverseName.optional().describe('The type of the objects that are its groups; absent: group.'),
  name: metaverseName
    .optional()
    .describe('The attribute that groups are called by, one value each; absent: displayName.'),
  members: metaverseName.optional().describe('The reference attribute that leads to members; absent: member.'),
  where: where.describe('Which groups the farm sees: all conditions hold. Absent: all of the type.'),
  view: view.describe("What the farm sees of a group: its own name of a property to the metaverse's attribute."),
})

const farm = z.strictObject({
  agent: agentName.optional().describe("The agent that writes the farm's profile store; absent: it only reads here."),
  type: metaverseName.optional().describe('The type of the objects that are its profiles; absent: person.'),
  account: metaverseName
    .optional()
    .describe('The attribute that profiles are called by, one value each; absent: accountName.'),
  where: where.describe(
    'Who is a profile of the farm: all conditions hold, without regard to case. Absent: everybody of the type.',
  ),
  view: view.describe(
    "What the farm sees: its own name of a property, such as WorkEmail, to the metaverse's attribute.",
  ),
  groups: groups.optional().describe('Which groups the farm sees, and what of them; absent: none.'),
})

export const farms = z.record(name, farm)
export type FarmDocument = z.infer<typeof farm>
export type FarmGroupsDocument = z.infer<typeof groups>
export type ScopeDocument = z.infer<typeof condition>
