import type { ReferenceWork } from './work.js'
import type { Workspace } from './workspace.js'

/**
 * Of several decisions of a page about who gives a reference attribute of an object the last counts: a connector may come, give,
 * and be taken away again by provisioning. All rows are compared then. Where several give together, who has left gives nothing.
 */
export function lastWord({ references, entry }: Pick<Workspace, 'references' | 'entry'>): ReferenceWork[] {
  const last = new Map<string, ReferenceWork>()
  const shared: ReferenceWork[] = []
  for (const work of references) {
    const key = `${work.object} ${work.metaverseAttribute}`
    if (work.sharing === 'none') last.set(key, last.has(key) ? { ...work, whole: true } : work)
    else if (work.from === undefined || entry(work.from.entry).link?.object === work.object) shared.push(work)
  }
  return [...last.values(), ...shared]
}
