import type { StaffRole } from './roles.js'

/**
 * Who may do what: decided here and nowhere else, for the graph, the command line and everything that comes.
 * The administrator may do everything; the others follow MIM (docs/graphql.md, "Roles").
 */
export const OPERATIONS = {
  'read-agents': ['operator', 'joiner', 'password', 'reader'],
  'read-entries': ['operator', 'joiner', 'password', 'reader'],
  'read-metaverse': ['joiner', 'reader'],
  'read-runs': ['operator', 'reader'],
  'read-problems': ['operator', 'joiner', 'reader'],
  'read-configuration': [],
  'test-agent': ['operator'],
  'set-password': ['password'],
  'change-password': ['password'],
  'start-run': ['operator'],
  'cancel-run': ['operator'],
  'pause-schedule': ['operator'],
  'resume-schedule': ['operator'],
  'start-schedule': ['operator'],
  'join-entry': ['joiner'],
  'project-entry': ['joiner'],
  'disconnect-entry': ['joiner'],
  'set-disconnector-state': ['joiner'],
  'hold-exports': ['operator'],
  'release-exports': ['operator'],
  'clear-run-history': ['operator'],
  'clear-connector-space': [],
  're-evaluate-deletion-rules': [],
  'undo-run': [],
  'commit-preview': ['operator'],
  'plan-configuration': [],
  'what-if': [],
  'apply-configuration': [],
  'clear-history': [],
  'read-keys': [],
  'create-key': [],
  'revoke-key': [],
  'rotate-key': [],
  'read-audit': [],
  'read-figures': ['operator', 'reader'],
} as const satisfies Record<string, readonly Exclude<StaffRole, 'administrator'>[]>

export type Operation = keyof typeof OPERATIONS
