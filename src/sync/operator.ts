import { type ConnectorEvent, mayHappen, nextConnectorState } from '../connector-space/connector-states.js'
import type { ConnectorState } from '../connector-space/entry.js'
import { ProblemError } from '../model/problem.js'
import { disconnect } from './disconnect.js'
import { hear } from './hear.js'
import { flowImport } from './import-flow.js'
import type { Inbound } from './inbound.js'
import { link } from './link.js'
import { isListedForRemoval } from './listed-deletes.js'
import type { WorkEntry } from './work.js'
import type { Workspace } from './workspace.js'

/** What a person does to one entry (domain.md 6.4), decided like an entry of a page: outbound synchronization follows. */
export type EntryAction =
  | { readonly kind: 'join'; readonly object: number }
  | { readonly kind: 'project'; readonly type: string }
  | { readonly kind: 'disconnect'; readonly explicit: boolean }
  | { readonly kind: 'set-state'; readonly explicit: boolean }
  /** The whole connector space goes, and the entry with it. */
  | { readonly kind: 'clear' }

/** @throws ProblemError `request.invalid` when the entry is in no state for it; the caller rolls back */
export function operatorAct(workspace: Workspace, id: number, action: EntryAction): Inbound {
  switch (action.kind) {
    case 'join':
      return operatorJoin(workspace, id, action.object)
    case 'project':
      return operatorProject(workspace, id, action.type)
    case 'disconnect':
      return operatorDisconnect(workspace, id, action.explicit)
    case 'set-state':
      return setState(workspace, id, action.explicit)
    case 'clear':
      return clear(workspace, id)
  }
}

/** Links an entry to an object: an explicit connector, which no filter parts. */
export function operatorJoin(workspace: Workspace, id: number, object: number): Inbound {
  const entry = linkable(workspace, id)
  const held = workspace.objects.get(object)
  if (held === undefined || held.life === 'deleted')
    throw new ProblemError({
      code: 'request.not-found',
      message: 'The metaverse object is gone.',
      hint: 'Search for it again.',
      about: 'object',
    })
  const sibling = held.links.map(link => workspace.entry(link)).find(each => each.agent === entry.agent)
  if (sibling !== undefined)
    throw new ProblemError({
      code: 'request.invalid',
      message: `The object has a connector of this agent already: “${sibling.dn}”.`,
      hint: 'Disconnect that one first, or choose another object.',
      about: 'object',
    })
  return linkExplicitly(workspace, entry, { object, situation: 'joined' })
}

/** Makes an entry an object of its own. */
export function operatorProject(workspace: Workspace, id: number, type: string): Inbound {
  const entry = linkable(workspace, id)
  if (!workspace.rules.metaverse.types.has(type))
    throw new ProblemError({
      code: 'request.invalid',
      message: `The metaverse has no type “${type}”.`,
      hint: `Types: ${[...workspace.rules.metaverse.types.keys()].join(', ')}.`,
      about: 'type',
    })
  const object = workspace.nextId()
  workspace.setObject({ id: object, type, attributes: {}, links: [], life: 'new', deferred: undefined })
  return linkExplicitly(workspace, entry, { object, situation: 'projected' })
}

/** Parts an entry from its object; recall and the object deletion rule follow (domain.md 7.2). */
export function operatorDisconnect(workspace: Workspace, id: number, explicit: boolean): Inbound {
  const entry = workspace.entry(id)
  const event = explicit ? 'operator-disconnects-explicitly' : 'operator-disconnects'
  if (entry.link === undefined || !mayHappen(entry.state, event))
    throw refusal('The entry is not linked.', 'Nothing has to be done.')
  if (entry.anchor === undefined && entry.sent.length === 0)
    throw refusal(
      'The hub has provisioned the entry and not sent it yet: parted from its object it would be nothing.',
      'Change the provisioning rule, or hold the export.',
    )
  const object = entry.link.object
  disconnect(workspace, id, { event, evaluateDeletion: true })
  return { entry: id, situation: 'disconnected', flowed: false, objects: [object] }
}

function setState(workspace: Workspace, id: number, explicit: boolean): Inbound {
  const entry = workspace.entry(id)
  const event: ConnectorEvent = explicit ? 'operator-sets-explicit' : 'operator-sets-normal'
  if (!mayHappen(entry.state, event)) throw refusal('The entry is linked.', 'Disconnect it, explicitly or not.')
  const state = nextConnectorState(entry.state, event) as ConnectorState
  if (state !== entry.state) workspace.setEntry({ ...entry, state, filteredBy: undefined })
  return { entry: id, situation: 'set', flowed: false, objects: [] }
}

function clear(workspace: Workspace, id: number): Inbound {
  const entry = workspace.entry(id)
  const object = entry.link?.object
  if (object !== undefined) disconnect(workspace, id, { event: 'source-deletes', evaluateDeletion: true })
  workspace.setEntry({ ...workspace.entry(id), pendingExport: undefined, life: 'removed' })
  return { entry: id, situation: 'cleared', flowed: false, objects: object === undefined ? [] : [object] }
}

function linkable(workspace: Workspace, id: number): WorkEntry {
  const entry = workspace.entry(id)
  if (!mayHappen(entry.state, 'operator-links'))
    throw refusal('The entry is linked to a metaverse object already.', 'Disconnect it first.')
  if (entry.pending === 'delete')
    throw refusal(
      'The source has deleted the object: the next synchronization takes the entry out.',
      'Look in the source.',
    )
  if (entry.sent.some(change => change.operation === 'delete') && !isListedForRemoval(workspace, entry))
    throw refusal(
      'A delete of the object was sent to the source and is not confirmed yet.',
      'Import the agent first: the entry may be gone by then.',
    )
  return entry
}

interface ExplicitLink {
  readonly object: number
  readonly situation: 'joined' | 'projected'
}

function linkExplicitly(workspace: Workspace, entry: WorkEntry, { object, situation }: ExplicitLink): Inbound {
  // A delete that was not sent yet is withdrawn.
  link(workspace, { ...entry, pendingExport: undefined }, { object, rule: undefined, explicit: true })
  const flowed = flowImport(workspace, { object, entry: entry.id, fresh: true, attributes: undefined })
  hear(workspace, entry.id)
  return { entry: entry.id, situation, flowed, objects: [object] }
}

const refusal = (message: string, hint: string): ProblemError =>
  new ProblemError({ code: 'request.invalid', message, hint })
