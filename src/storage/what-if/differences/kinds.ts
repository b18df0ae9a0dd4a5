/** How a what-if differs from what is: domain.md's words for what a synchronization can do. */
export const DIFFERENCE_KINDS = [
  'object-created',
  'object-deleted',
  'object-retyped',
  'value-changed',
  'references-changed',
  'linked',
  'unlinked',
  'state-changed',
  'entry-removed',
  'export-added',
  'export-changed',
  'export-withdrawn',
  'problem-appeared',
  'problem-gone',
  'left-alone',
] as const
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]
