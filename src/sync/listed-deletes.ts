import type { WorkEntry } from './work.js'
import type { Workspace } from './workspace.js'

type Rules = Pick<Workspace, 'rules'>

/**
 * Whether the entry's object is, or is about to be, only listed for removal: its source cannot delete, so that it is still there and can
 * be taken back. What an export step has in hand comes back first.
 */
export function isListedForRemoval({ rules }: Rules, entry: WorkEntry): boolean {
  if (rules.agents.get(entry.agent)?.listsDeletes !== true || entry.sending === true) return false
  return [...entry.sent, ...(entry.pendingExport ? [entry.pendingExport] : [])].some(
    change => change.operation === 'delete',
  )
}

/** The entry as if its removal had never been asked for, if that was all that happened to it. */
export const takenBack = (workspace: Rules, entry: WorkEntry): WorkEntry =>
  isListedForRemoval(workspace, entry)
    ? {
        ...entry,
        sent: entry.sent.filter(change => change.operation !== 'delete'),
        pendingExport: entry.pendingExport?.operation === 'delete' ? undefined : entry.pendingExport,
      }
    : entry
