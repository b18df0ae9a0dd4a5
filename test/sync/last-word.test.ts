import { expect, test } from '@jest/globals'
import { lastWord } from '../../src/sync/last-word.js'
import type { ReferenceWork, WorkEntry } from '../../src/sync/work.js'

const from = (entry: number, more: Partial<ReferenceWork> = {}): ReferenceWork => ({
  object: 1,
  metaverseAttribute: 'manager',
  from: { entry, agent: 1, attribute: 'boss', rule: 1 },
  whole: false,
  sharing: 'none',
  ...more,
})
const nobody: ReferenceWork = { ...from(0), from: undefined, whole: true }
/** Entries 1 and 2 are linked to object 1, entry 3 is to none. */
const entry = (id: number): WorkEntry =>
  ({ id, link: id < 3 ? { object: 1, rule: 1, explicit: false, contributions: {} } : undefined }) as WorkEntry
const decided = (references: readonly ReferenceWork[]): ReferenceWork[] => lastWord({ references, entry })

test.each<[string, readonly ReferenceWork[], readonly ReferenceWork[]]>([
  ['one decision stands', [from(1)], [from(1)]],
  ['of two the last counts, and all rows are compared', [from(1), from(2)], [from(2, { whole: true })]],
  ['who came and was taken away gives nothing', [from(3, { whole: true }), nobody], [nobody]],
  [
    'other objects and attributes are others',
    [from(1), from(1, { object: 2 }), from(1, { metaverseAttribute: 'member' })],
    [from(1), from(1, { object: 2 }), from(1, { metaverseAttribute: 'member' })],
  ],
  [
    'several give together, but not who has left',
    [from(1, { sharing: 'merge' }), from(3, { sharing: 'merge' }), { ...nobody, sharing: 'merge', left: [] }],
    [from(1, { sharing: 'merge' }), { ...nobody, sharing: 'merge', left: [] }],
  ],
])('%s', (_what, references, expected) => {
  expect(decided(references)).toEqual(expected)
})
