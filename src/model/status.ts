/** MIM's run and step results (domain.md 4.2), as far as the hub can end in them. The API shows them in SCREAMING_SNAKE. */
export const RUN_STATUSES = [
  'queued',
  'in-progress',
  'completing-obsoletion',
  'completing-referential-updates',
  'success',
  'completed-no-objects',
  'completed-discovery-errors',
  'completed-sync-errors',
  'completed-export-errors',
  'completed-warnings',
  'completed-transient-objects',
  'no-start-credentials',
  'no-start-connection',
  'no-start-file-not-found',
  'no-start-file-access-denied',
  'no-start-file-open',
  'no-start-header-row-mismatch',
  'no-start-full-import-required',
  'no-start-delta-step-type-not-configured',
  'no-start-bad-ma-configuration',
  'no-start-no-steps-in-profile',
  'no-start-ma',
  'stopped-object-limit',
  'stopped-deletion-limit',
  'stopped-error-limit',
  'stopped-connectivity',
  'stopped-server-down',
  'stopped-import-read',
  'stopped-export-write',
  'stopped-export-disabled',
  'stopped-parsing-errors',
  'stopped-code-page-conversion',
  'stopped-file-error',
  'stopped-unexpected-data',
  'stopped-user-termination-from-wmi-or-ui',
  'stopped-service-shutdown',
  'stopped-server',
  'stopped-ma',
] as const

export type RunStatus = (typeof RUN_STATUSES)[number]

const RUNNING: ReadonlySet<RunStatus> = new Set([
  'in-progress',
  'completing-obsoletion',
  'completing-referential-updates',
])

export const hasEnded = (status: RunStatus): boolean => status !== 'queued' && !RUNNING.has(status)
/** Whether a profile goes on with its next step after a step that ended so (domain.md 3.3). */
export const stopsProfile = (status: RunStatus): boolean =>
  status.startsWith('no-start-') || status.startsWith('stopped-')

/** How bad a result is, for exit codes and colours. */
export function severityOf(status: RunStatus): 'running' | 'good' | 'warning' | 'problems' | 'stopped' {
  if (!hasEnded(status)) return 'running'
  if (status === 'success' || status === 'completed-no-objects') return 'good'
  if (status === 'completed-warnings' || status === 'completed-transient-objects') return 'warning'
  return stopsProfile(status) ? 'stopped' : 'problems'
}
