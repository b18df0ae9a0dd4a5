import type { ImportOperation } from './entry.js'

/** Layer 1 of an entry before an import looks at it; `provisioned` was created by the hub and never imported. */
export type ImportState = 'settled' | 'provisioned' | ImportOperation

/** What an import reports about a held entry. */
export type ImportEvent = 'same' | 'different' | 'retyped' | 'missing'

/** Layer 1 after the event (domain.md 2.1). A missing cell does not compile. */
export const IMPORT_TRANSITIONS = {
  settled: { same: 'settled', different: 'update', retyped: 'delete-add', missing: 'delete' },
  provisioned: { same: 'add', different: 'add', retyped: 'add', missing: 'provisioned' },
  add: { same: 'add', different: 'add', retyped: 'add', missing: 'delete' },
  update: { same: 'update', different: 'update', retyped: 'delete-add', missing: 'delete' },
  delete: { same: 'update', different: 'update', retyped: 'delete-add', missing: 'delete' },
  'delete-add': { same: 'delete-add', different: 'delete-add', retyped: 'delete-add', missing: 'delete' },
} as const satisfies Record<ImportState, Record<ImportEvent, 'settled' | 'provisioned' | ImportOperation>>
