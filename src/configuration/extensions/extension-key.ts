import { z } from 'zod'

/** A call keeps the whole worker waiting: longer than this, and its other runs would suffer. */
const MAXIMUM_SECONDS = 5

const file = z.string().min(1).describe('A TypeScript file in the folder of the configuration: ./rules.ts')

/** How a document names a module with rules in code. */
export const extensionSchema = z.union([
  file,
  z.strictObject({
    file,
    timeLimit: z
      .number()
      .min(0.01)
      .max(MAXIMUM_SECONDS)
      .optional()
      .describe('Seconds that one call may take; 1 unless given.'),
  }),
])
