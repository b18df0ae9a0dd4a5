import { agentRules } from './rules.js'
import { type Entry, type ExportedReference, entryOf, nameKey, type World } from './state.js'
import { changed, same } from './values.js'

/**
 * Compares what was sent with what the entry shows now (domain.md 2.6). What a change does not speak of goes on waiting.
 * Answers whether something came back otherwise.
 */
export function confirm(
  { world, complete }: { readonly world: World; readonly complete?: boolean },
  entry: Entry,
  named: readonly string[] | undefined,
): boolean {
  const sent = entry.unconfirmed
  if (sent === undefined) return false
  // It was to be gone, and is there.
  if (sent.operation === 'delete' && complete === true) {
    entry.unconfirmed = undefined
    if (entry.link === undefined) entry.pending ??= { ...sent, doubtful: false }
    return true
  }
  const attributes = agentRules(world.rules, entry.agent).types[entry.type]?.attributes ?? {}
  const missing = Object.entries(sent.changes).filter(([name, changes]) => {
    const found = entry.image[name] ?? []
    return attributes[name] !== undefined && !same(changed(found, changes), found)
  })
  const isSpokenOf = (name: string): boolean => named === undefined || named.includes(name)
  const unseen = sent.references.filter(reference => !isShown(world, entry, reference))
  const waiting = {
    changes: Object.fromEntries(missing.filter(([name]) => !isSpokenOf(name))),
    references: named === undefined ? [] : unseen,
  }
  const isWaiting = Object.keys(waiting.changes).length + waiting.references.length > 0
  entry.unconfirmed = isWaiting ? { operation: 'update', dn: sent.dn, doubtful: false, ...waiting } : undefined
  if (named === undefined) sendAgain(entry, unseen)
  return missing.some(([name]) => isSpokenOf(name)) || (named === undefined && unseen.length > 0)
}

// By the name it was sent under, also while another object seems to have that name.
function isShown(world: World, entry: Entry, { attribute, target, operation }: ExportedReference): boolean {
  const { dn } = entryOf(world, target)
  const isHeld = entry.references.some(
    each => each.attribute === attribute && each.state !== 'going' && nameKey(each.name) === nameKey(dn),
  )
  return isHeld === (operation === 'add')
}

// References that did not come back are to be sent again, unless something newer is.
function sendAgain(entry: Entry, unseen: readonly ExportedReference[]): void {
  const again = unseen.filter(
    reference =>
      !entry.pending?.references.some(
        each => each.attribute === reference.attribute && each.target === reference.target,
      ),
  )
  if (again.length === 0) return
  entry.pending ??= { operation: 'update', dn: undefined, changes: {}, references: [], doubtful: false }
  entry.pending.references.push(...again)
}
