import { agentRules } from './rules.js'
import type { Entry, Export, MetaverseObject, World } from './state.js'
import { type Change, changeBetween, changedImage, type Image } from './values.js'

/** What the source is expected to hold: what it showed, and what was sent since. */
const expectedImage = (entry: Entry): Image =>
  [entry.unconfirmed, entry.escrowed].reduce<Image>(
    (image, sent) => changedImage(image, sent?.changes ?? {}),
    entry.image,
  )

/**
 * Export flow to one connector (domain.md 5.4): what is pending is the difference between what the source is expected to hold
 * and what the rules want. Answers whether there is any.
 */
export function flowExport(world: World, object: MetaverseObject, entry: Entry): boolean {
  const rules = agentRules(world.rules, entry.agent).types[entry.type]
  const isNew = entry.pending?.operation === 'add'
  const expected = expectedImage(entry)
  const changes: Record<string, Change[]> = {}
  for (const flow of rules?.exports ?? []) {
    const attribute = rules?.attributes[flow.attribute]
    if (flow.type !== object.type || attribute?.reference === true) continue
    const values = object.values[flow.from]
    const decided = entry.pending?.changes[flow.attribute]
    const list = !isNew
      ? flow.initialOnly || (values === undefined && !flow.allowNulls)
        ? []
        : changeBetween(expected[flow.attribute] ?? [], values ?? [], attribute?.multivalued === true)
      : flow.initialOnly && decided !== undefined
        ? decided
        : values === undefined
          ? []
          : [{ operation: 'set' as const, values }]
    if (list.length > 0) changes[flow.attribute] = list
  }
  entry.pending = pendingOf(entry, changes)
  return Object.keys(changes).length > 0 || entry.pending?.dn !== undefined
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
