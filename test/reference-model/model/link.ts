import { flowImport } from './import-flow.js'
import type { Page } from './page.js'
import { agentRules } from './rules.js'
import {
  connectorsOf,
  type Entry,
  type MetaverseObject,
  objectOf,
  removeEntry,
  type State,
  type World,
} from './state.js'

export function linkTo(page: Page, entry: Entry, object: MetaverseObject): void {
  page.linked.add(entry.id)
  entry.link = object.id
  entry.state = 'connector'
  entry.gives = {}
}

/** Breaks a link: recall, then the object deletion rule where losing it this way is a reason (domain.md 5.6, 7.2). */
export function disconnect(
  page: Page,
  entry: Entry,
  { state, evaluate }: { readonly state: State; readonly evaluate: boolean },
): void {
  const object = objectOf(page.world, entry.link)
  if (object === undefined) return
  const gave = Object.keys(entry.gives)
  Object.assign(entry, { link: undefined, gives: {}, state, pending: undefined })
  settleLoss(page, object, { lost: entry, gave, evaluate })
}

/** Provisioning takes a connector away: its agent says what becomes of it, and no deletion rule is asked (domain.md 7.2). */
export function withdraw(page: Page, entry: Entry, object: MetaverseObject): void {
  const gave = Object.keys(entry.gives)
  deprovision(page.world, entry)
  settleLoss(page, object, { lost: entry, gave, evaluate: false })
}

interface Loss {
  readonly lost: Entry
  readonly gave: readonly string[]
  readonly evaluate: boolean
}

function settleLoss(page: Page, object: MetaverseObject, { lost, gave, evaluate }: Loss): void {
  if (isToGo(page.world, object, { lost, evaluate })) deleteObject(page, object)
  else if (gave.length > 0 && agentRules(page.world.rules, lost.agent).recall)
    flowImport(page, { object: object.id, entry: undefined, attributes: new Set(gave) })
}

function isToGo(world: World, object: MetaverseObject, { lost, evaluate }: Pick<Loss, 'lost' | 'evaluate'>): boolean {
  const left = connectorsOf(world, object.id)
  if (left.length === 0) return true
  const rule = world.rules.deletion[object.type]
  if (!evaluate || rule === undefined) return false
  if (rule.kind === 'any') return rule.of.includes(lost.agent)
  return left.every(entry => rule.ignore.includes(entry.agent))
}

function deleteObject({ world }: Page, object: MetaverseObject): void {
  for (const entry of connectorsOf(world, object.id)) deprovision(world, entry)
  world.objects = world.objects.filter(each => each.id !== object.id)
}

/** What the agent's rule makes of an entry that its object or provisioning let go (domain.md 7.1). */
function deprovision(world: World, entry: Entry): void {
  const isUnsent = entry.pending?.operation === 'add' && entry.unconfirmed === undefined && entry.escrowed === undefined
  const action = agentRules(world.rules, entry.agent).deprovisioning
  Object.assign(entry, { link: undefined, gives: {}, pending: undefined })
  if (isUnsent) removeEntry(world, entry)
  else if (action === 'delete-object') {
    entry.state = 'explicit-disconnector'
    entry.pending = { operation: 'delete', dn: undefined, changes: {}, references: [], doubtful: false }
  } else entry.state = action === 'make-normal-disconnector' ? 'disconnector' : 'explicit-disconnector'
}
