import { ProblemError } from '../../model/problem.js'
import { deprovision } from '../disconnect.js'
import { isListedForRemoval, takenBack } from '../listed-deletes.js'
import { applicableRules } from '../names.js'
import type { WorkEntry } from '../work.js'
import type { Workspace } from '../workspace.js'
import type { BrokenLink, MadeLink } from './undone.js'

/** Takes an entry from its object without recall or deletion rules: what it gave is put right by whoever asks for this. */
export function detach(workspace: Workspace, entry: WorkEntry): void {
  if (entry.link === undefined) return
  const object = workspace.object(entry.link.object)
  workspace.setObject({ ...object, links: object.links.filter(link => link !== entry.id) })
}

/**
 * Breaks a link that the run made: the entry is again what it was. One that was provisioned goes as its agent deprovisions, or
 * is no more when its source has not heard of it. Answers whether the link is gone.
 */
export function unmake(workspace: Workspace, { entry: id, provisioned, stateBefore }: MadeLink): boolean {
  const entry = workspace.entry(id)
  const object = entry.link?.object
  if (object === undefined) return false
  if (provisioned) {
    // Rules in force that want it would make it again at once.
    if (applicableRules(workspace, workspace.object(object)).get(entry.agent) !== undefined) return false
    deprovision(workspace, id)
    const held = workspace.object(object)
    workspace.setObject({ ...held, links: held.links.filter(link => link !== id) })
    return true
  }
  detach(workspace, entry)
  workspace.setEntry({
    ...entry,
    link: undefined,
    state: stateBefore === 'leaving' ? 'explicit-disconnector' : stateBefore,
    filteredBy: undefined,
    pendingExport: stateBefore === 'leaving' ? { operation: 'delete', dn: undefined, changes: {} } : undefined,
  })
  return true
}

interface Remaking {
  readonly object: number
  readonly link: BrokenLink
  /** Entries that others have linked to the object since. */
  readonly later: ReadonlySet<number>
  /** Entries whose present link the run made: it may be taken back. */
  readonly free: ReadonlySet<number>
}

/**
 * Makes a link again that the run broke. `lost` when its entry is gone or belongs to another object, or another connector has come
 * in its place. What is pending for the entry is forgotten: export flow says what it should be.
 * @throws ProblemError `undo.object-stays` when the source has been told to delete the entry's object
 */
export function remake(workspace: Workspace, remaking: Remaking): 'linked' | 'held' | 'lost' {
  const { object, link, free } = remaking
  const entry = workspace.entries.get(link.entry)
  if (entry === undefined || entry.life === 'removed') return 'lost'
  if (entry.link?.object === object) return 'held'
  if (entry.link !== undefined && !free.has(entry.id)) return 'lost'
  if (isReplaced(workspace, remaking, entry.agent)) return 'lost'
  if (!isListedForRemoval(workspace, entry)) refuseLeaving(workspace, entry)
  detach(workspace, entry)
  workspace.setEntry({
    ...takenBack(workspace, entry),
    state: link.explicit ? 'explicit-connector' : 'connector',
    filteredBy: undefined,
    pendingExport: undefined,
    link: { object, rule: link.rule, explicit: link.explicit, contributions: {} },
  })
  const held = workspace.object(object)
  const deferred = held.deferred?.agent === entry.agent ? undefined : held.deferred
  workspace.setObject({ ...held, deferred, links: [...held.links, entry.id] })
  return 'linked'
}

const isReplaced = (workspace: Workspace, { object, later }: Remaking, agent: number): boolean =>
  workspace.object(object).links.some(link => later.has(link) && workspace.entry(link).agent === agent)

// Linked again it would stand for something that is not there.
function refuseLeaving(workspace: Workspace, { agent, dn, sent }: WorkEntry): void {
  if (!sent.some(change => change.operation === 'delete')) return
  const name = workspace.rules.agents.get(agent)?.name ?? String(agent)
  throw new ProblemError({
    code: 'undo.object-stays',
    message: `“${dn}” of ${name} was deleted by an export that no import has confirmed.`,
    hint: `Import and synchronize ${name}, so that the entry goes, and undo the run once more: the object is created anew.`,
    where: { agent: name, dn },
  })
}
