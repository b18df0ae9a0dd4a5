import { type AttributeStates, type ObjectState, stateAt, stateOf } from '../../metaverse/history.js'
import type { Contribution, Contributions } from '../../metaverse/object.js'
import { ProblemError } from '../../model/problem.js'
import { type Attributes, sameValues, valuesOf } from '../../model/value.js'
import { deleteObject } from '../disconnect.js'
import { applicableRules } from '../names.js'
import { statesOf } from '../object-rows.js'
import type { EntryKey } from '../outcome.js'
import type { WorkLink, WorkObject } from '../work.js'
import type { Workspace } from '../workspace.js'
import { remake, unmake } from './undo-links.js'
import type { BrokenLink, Undone, UndoneObject } from './undone.js'

const BEFORE_ALL = Number.NEGATIVE_INFINITY

/**
 * Puts an object back as it was before a run: existence, type, values, who gives them, and links. References are rows and
 * follow apart; outbound synchronization follows as ever. `free` are entries whose present link the run made.
 * @throws ProblemError `undo.object-stays` when it cannot be as it was; the caller rolls back
 */
export function undoObject(workspace: Workspace, undone: UndoneObject, free: ReadonlySet<number>): Undone {
  const { id, changes } = undone
  const held = workspace.objects.get(id)
  const now = held === undefined || held.life === 'deleted' ? undefined : stateNow(workspace, held)
  const past = stateAt(now, changes, BEFORE_ALL)
  if (past === undefined) return now === undefined ? calm(id) : makeNothing(workspace, undone)
  const names = new Set(changes.flatMap(change => Object.keys(change.before)))
  const valued = now === undefined ? revive(workspace, id, past) : putValues(workspace, id, { past, names })
  const unlinked = now === undefined ? [] : undone.made.filter(link => unmake(workspace, link)).map(link => link.entry)
  const { linked, lost } = relink(workspace, undone, free)
  refuseUnheld(workspace, id)
  const given = now === undefined ? undefined : names
  const regiven = putContributions(workspace, id, { past: past.attributes, names: given, linked })
  const kind = now === undefined ? 'restored' : valued || regiven ? 'changed-back' : 'calm'
  return { object: id, kind, linked, unlinked, lost }
}

/** Without a connector an object cannot be; provisioning may be about to give it one. */
function refuseUnheld(workspace: Workspace, id: number): void {
  const object = workspace.object(id)
  if (object.links.length > 0 || [...applicableRules(workspace, object).values()].some(rule => rule !== undefined))
    return
  throw stays('None of the entries that it was linked to is left for it.')
}

const calm = (object: number): Undone => ({ object, kind: 'calm', linked: [], unlinked: [], lost: [] })

const stateNow = (workspace: Workspace, object: WorkObject): ObjectState => ({
  type: object.type,
  attributes: statesOf(object, id => workspace.entries.get(id)),
})

/** The run made it: it goes, and its connectors are what they were. */
function makeNothing(workspace: Workspace, { id, made }: UndoneObject): Undone {
  const unlinked = workspace.object(id).links
  for (const link of made) if (!link.provisioned) unmake(workspace, link)
  deleteObject(workspace, id)
  return { object: id, kind: 'deleted', linked: [], unlinked, lost: [] }
}

function revive(workspace: Workspace, id: number, { type, attributes }: ObjectState): true {
  if (!workspace.rules.metaverse.types.has(type)) throw stays(`The metaverse has no type “${type}” any more.`)
  workspace.setObject({ id, type, attributes: valuesIn(attributes), links: [], life: 'new', deferred: undefined })
  return true
}

interface Putting {
  readonly past: ObjectState
  readonly names: ReadonlySet<string>
}

function putValues(workspace: Workspace, id: number, { past, names }: Putting): boolean {
  const object = workspace.object(id)
  if (!workspace.rules.metaverse.types.has(past.type)) throw stays(`The metaverse has no type “${past.type}” any more.`)
  const attributes = { ...object.attributes }
  let changed = false
  for (const name of names) {
    const { values } = stateOf(past.attributes, name)
    if (sameValues(values, valuesOf(object.attributes, name))) continue
    changed = true
    if (values.length === 0) delete attributes[name]
    else attributes[name] = values
  }
  if (!changed && past.type === object.type) return false
  workspace.setObject({ ...object, type: past.type, attributes: changed ? attributes : object.attributes })
  return true
}

const valuesIn = (states: AttributeStates): Attributes =>
  Object.fromEntries(
    Object.entries(states).flatMap(([name, { values }]) => (values.length === 0 ? [] : [[name, values]])),
  )

function relink(
  workspace: Workspace,
  { id, broken, later }: UndoneObject,
  free: ReadonlySet<number>,
): { linked: number[]; lost: EntryKey[] } {
  const linked: number[] = []
  const lost: BrokenLink[] = []
  for (const link of broken) {
    const outcome = remake(workspace, { object: id, link, later, free })
    if (outcome === 'linked') linked.push(link.entry)
    if (outcome === 'lost') lost.push(link)
  }
  return { linked, lost: lost.map(({ agent, entry }) => ({ agent, entry })) }
}

interface Giving {
  readonly past: AttributeStates
  /** Attributes whose past is known; undefined: all. */
  readonly names: ReadonlySet<string> | undefined
  /** Entries that give nothing but what they gave. */
  readonly linked: readonly number[]
}

function putContributions(workspace: Workspace, id: number, { past, names, linked }: Giving): boolean {
  let changed = false
  for (const link of workspace.object(id).links) {
    const entry = workspace.entry(link)
    const held = entry.link as WorkLink
    const contributions: Record<string, Contribution> = linked.includes(link) ? {} : { ...held.contributions }
    for (const name of names ?? Object.keys(past)) {
      const given = stateOf(past, name).contributors.find(each => each.entry === link)
      if (given === undefined) delete contributions[name]
      else contributions[name] = { rule: given.rule, at: given.at }
    }
    if (sameContributions(contributions, held.contributions)) continue
    changed = true
    workspace.setEntry({ ...entry, link: { ...held, contributions } })
  }
  return changed
}

function sameContributions(a: Contributions, b: Contributions): boolean {
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  return names.every(name => a[name]?.rule === b[name]?.rule && a[name]?.at === b[name]?.at)
}

const stays = (why: string): ProblemError =>
  new ProblemError({
    code: 'undo.object-stays',
    message: why,
    hint: 'It stays as it is. A full synchronization of the sources under the rules in force says what becomes of it.',
  })
