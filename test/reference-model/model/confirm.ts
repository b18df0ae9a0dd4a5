import { agentRules } from './rules.js'
import { type Entry, type ExportedReference, entryOf, nameKey, type World } from './state.js'
import { type Change, changed, type Image, same } from './values.js'

/** What did not come back. */
export interface Contradiction {
  readonly changes: Readonly<Record<string, readonly Change[]>>
  readonly references: boolean
  /** The object was to be gone. */
  readonly deletion: boolean
}

const NONE: Contradiction = { changes: {}, references: false, deletion: false }

/** Whether an image shows everything that was sent. */
export const showsAll = (image: Image, sent: Contradiction['changes']): boolean =>
  Object.entries(sent).every(([name, changes]) => same(changed(image[name] ?? [], changes), image[name] ?? []))

/**
 * Compares what was sent with what the entry shows now (domain.md 2.6). What a change does not speak of goes on waiting.
 * Answers what came back otherwise.
 */
export function confirm(
  { world, complete }: { readonly world: World; readonly complete?: boolean },
  entry: Entry,
  named: readonly string[] | undefined,
): Contradiction {
  const sent = entry.unconfirmed
  if (sent === undefined) return NONE
  // It was to be gone, and is there.
  if (sent.operation === 'delete' && complete === true) {
    entry.unconfirmed = undefined
    if (entry.link === undefined) entry.pending ??= { ...sent, doubtful: false }
    return { ...NONE, deletion: true }
  }
  const attributes = agentRules(world.rules, entry.agent).types[entry.type]?.attributes ?? {}
  const missing = Object.entries(sent.changes).filter(([name, changes]) => {
    const found = entry.image[name] ?? []
    return attributes[name] !== undefined && !same(changed(found, changes), found)
  })
  const isSpokenOf = (name: string): boolean => named === undefined || named.includes(name)
  const unseen = sent.references.filter(reference => !isShown(world, entry, reference))
  const isDecided = named === undefined && complete !== true
  const waiting = {
    changes: Object.fromEntries(missing.filter(([name]) => !isSpokenOf(name))),
    references: complete ? sent.references : isDecided ? [] : unseen,
  }
  const isWaiting = Object.keys(waiting.changes).length + waiting.references.length > 0
  entry.unconfirmed = isWaiting ? { operation: 'update', dn: sent.dn, doubtful: false, ...waiting } : undefined
  if (isDecided) sendAgain(entry, unseen)
  return {
    changes: Object.fromEntries(missing.filter(([name]) => isSpokenOf(name))),
    references: isDecided && unseen.length > 0,
    deletion: false,
  }
}

/** At the end of a complete read, when all names are known. Answers whether references came back otherwise. */
export function confirmReferences(world: World, entry: Entry): boolean {
  const unseen = (entry.unconfirmed?.references ?? []).filter(reference => !isShown(world, entry, reference))
  entry.unconfirmed = undefined
  sendAgain(entry, unseen)
  return unseen.length > 0
}

/**
 * What was not confirmed earlier in this step may be shown after all: a log tells what was before an export, and then the export.
 * References that are to be sent again must be shown, too.
 */
export const isReassured = ({ world, doubts }: Doubting, entry: Entry): boolean =>
  showsAll(entry.image, doubts) &&
  (entry.pending?.references ?? []).every(({ attribute, target, operation }) => {
    const other = entryOf(world, target)
    return (operation === 'add') === (other.named && holds(entry, attribute, other.dn))
  })

interface Doubting {
  readonly world: World
  readonly doubts: Contradiction['changes']
}

// By the name it was sent under, also while another object seems to have that name.
function isShown(world: World, entry: Entry, { attribute, target, operation }: ExportedReference): boolean {
  const { dn } = entryOf(world, target)
  return holds(entry, attribute, dn) === (operation === 'add')
}

const holds = (entry: Entry, attribute: string, dn: string): boolean =>
  entry.references.some(
    each => each.attribute === attribute && each.state !== 'going' && nameKey(each.name) === nameKey(dn),
  )

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
