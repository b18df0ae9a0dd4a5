import type { Workspace } from './workspace.js'

/** An entry has been synchronized: whoever is decided after it in the same page hears what it says now. */
export function hear(workspace: Workspace, id: number): void {
  const entry = workspace.entry(id)
  if (entry.synchronized !== entry.image) workspace.setEntry({ ...entry, synchronized: entry.image })
}
