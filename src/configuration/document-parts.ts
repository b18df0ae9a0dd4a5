import { z } from 'zod'
import { ATTRIBUTE_TYPES } from '../model/value.js'

/** What several parts of the document are made of. */

// Names become object keys and parts of rule names: no slash, and none of the names every JavaScript object has.
export const name = z
  .string()
  .regex(/^[^\s/](?:[^/\r\n\t]*[^\s/])?$/, 'a name without slashes and without spaces at its ends')
  .refine(text => !(text in {}), 'a name that is not reserved')

// Digits alone would sort before every other key, and the order of agents means something.
export const agentName = name.refine(text => !/^\d+$/.test(text), 'a name that is not a number')

// Metaverse names are GraphQL names, too.
export const metaverseName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a name of letters, digits, _ and - that starts with a letter')
  .refine(text => !(text in {}), 'a name that is not reserved')

export const scalar = z.union([z.string(), z.number(), z.boolean()])

export const attributeType = z.enum(ATTRIBUTE_TYPES)

/** The roles that the hub knows (access/roles.ts), those of farms apart. */
export const staffRole = z.enum(['administrator', 'operator', 'joiner', 'password', 'reader'])

export const visibleTo = z
  .array(staffRole)
  .min(1)
  .optional()
  .describe('The roles that see it; absent: whoever may read at all. The administrator sees everything.')

export const expression = z.string().describe('A CEL expression.')

/** In place of declared rules: the rules extension decides. */
export const EXTENSION = 'extension'
