import { z } from 'zod'

export const memorySettings = z.strictObject({
  source: z
    .string()
    .min(1)
    .describe('Name of the in-process source. Everything that names the same source shares its objects.'),
  deletions: z
    .enum(['deltas', 'anchors', 'listing'])
    .default('deltas')
    .describe(
      'How delta imports tell what was deleted: as deltas, by anchors alone, or by listing the anchors of everything that is there.',
    ),
})

export type MemorySettings = z.infer<typeof memorySettings>
