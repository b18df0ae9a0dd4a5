import { agentRules, type ExportRule, flowsTo } from './rules.js'
import { connectorsOf, type Entry, type Export, type MetaverseObject, type World } from './state.js'
import { type Change, changeBetween, changedImage, type Image } from './values.js'

/** What the source is expected to hold: what it showed, and what was sent since. */
const expectedImage = (entry: Entry): Image =>
  [entry.unconfirmed, entry.escrowed].reduce<Image>(
    (image, sent) => changedImage(image, sent?.changes ?? {}),
    entry.image,
  )

/** What the source holds when everything planned has been sent, too. */
export const plannedImage = (entry: Entry): Image => changedImage(expectedImage(entry), entry.pending?.changes ?? {})

/**
 * Export flow to one connector (domain.md 5.4): what is pending is the difference between what the source is expected to hold
 * and what the rules want. Answers whether there is any.
 */
export function flowExport(world: World, object: MetaverseObject, entry: Entry): boolean {
  const rules = agentRules(world.rules, entry.agent).types[entry.type]
  const changes: Record<string, Change[]> = {}
  for (const flow of rules?.exports ?? []) {
    const attribute = rules?.attributes[flow.attribute]
    if (flow.type !== object.type || attribute?.reference === true || isBlocked(world, object, { entry, flow }))
      continue
    const values = object.values[flow.from]
    const list =
      entry.pending?.operation === 'add'
        ? firstChange(entry, flow, values)
        : laterChange(entry, flow, { values, multivalued: attribute?.multivalued === true })
    if (list.length > 0) changes[flow.attribute] = list
  }
  entry.pending = pendingOf(entry, changes)
  return Object.keys(changes).length > 0 || entry.pending?.dn !== undefined
}

// What is sent at creation only is decided once.
function firstChange(entry: Entry, flow: ExportRule, values: readonly string[] | undefined): Change[] {
  const decided = entry.pending?.changes[flow.attribute]
  if (flow.initialOnly && decided !== undefined) return decided
  return values === undefined ? [] : [{ operation: 'set', values }]
}

interface Wanted {
  readonly values: readonly string[] | undefined
  readonly multivalued: boolean
}

function laterChange(entry: Entry, flow: ExportRule, { values, multivalued }: Wanted): Change[] {
  if (flow.initialOnly || (values === undefined && !flow.allowNulls)) return []
  return changeBetween(expectedImage(entry)[flow.attribute] ?? [], values ?? [], multivalued)
}

/** What a lower-ranking source gave is not written back to one that ranks above it (domain.md 5.5). */
function isBlocked(
  world: World,
  object: MetaverseObject,
  { entry, flow }: { readonly entry: Entry; readonly flow: ExportRule },
): boolean {
  if (world.rules.precedence[object.type]?.[flow.from] !== undefined) return false
  const ranks = flowsTo(world.rules, object.type, flow.from)
  const own = ranks.findIndex(each => each.agent === entry.agent && each.objectType === entry.type)
  return connectorsOf(world, object.id).some(giver => {
    const given = giver.gives[flow.from]
    const rank = ranks.findIndex(each => each.agent === giver.agent && given === `${each.objectType} ${each.from}`)
    return own >= 0 && rank > own && giver.agent !== entry.agent
  })
}

// A planned deletion of an object that is wanted again is off.
function pendingOf(entry: Entry, changes: Record<string, Change[]>): Export | undefined {
  const held = entry.pending
  const references = held?.operation === 'delete' ? [] : (held?.references ?? [])
  const doubtful = held?.doubtful ?? false
  if (held?.operation === 'add') return { operation: 'add', dn: entry.dn, changes, references, doubtful }
  const dn = held?.operation === 'update' ? held.dn : undefined
  const isNothing = Object.keys(changes).length === 0 && dn === undefined && references.length === 0
  return isNothing ? undefined : { operation: 'update', dn, changes, references, doubtful }
}
