import { z } from 'zod'

export const memorySettings = z.strictObject({
  source: z
    .string()
    .min(1)
    .describe('Name of the in-process source. Everything that names the same source shares its objects.'),
})

export type MemorySettings = z.infer<typeof memorySettings>
