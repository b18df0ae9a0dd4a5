import type { Page } from './page.js'
import { type Resolved, refersTo } from './references.js'
import { agentRules, type ExportRule } from './rules.js'
import { type Entry, entriesOf, nameKey, objectOf, type World } from './state.js'

/**
 * References that flow out of the metaverse: what the source is expected to hold is compared with what the metaverse has, for
 * every reference that this page had to do with. Answers the connectors that have some to be sent now.
 */
export function exportReferences(before: World, page: Page, resolved: readonly Resolved[]): Entry[] {
  const { world } = page
  const busy = new Set<Entry>()
  for (const { name: agent } of world.rules.agents) {
    for (const entry of entriesOf(world, agent)) {
      for (const flow of referenceFlows(world, entry)) {
        const looking: Looking = { before, page, resolved, entry, flow }
        for (const target of entriesOf(world, agent)) {
          if (isAffected(looking, target) && isDecided(looking, target)) busy.add(entry)
        }
        if (lostTarget(looking)) busy.add(entry)
      }
    }
  }
  return [...busy].filter(entry => (entry.pending?.references.length ?? 0) > 0)
}

interface Looking {
  readonly before: World
  readonly page: Page
  readonly resolved: readonly Resolved[]
  readonly entry: Entry
  readonly flow: ExportRule
}

function referenceFlows(world: World, entry: Entry): ExportRule[] {
  const type = objectOf(world, entry.link)?.type
  const rules = agentRules(world.rules, entry.agent).types[entry.type]
  return (rules?.exports ?? []).filter(
    flow => flow.type === type && rules?.attributes[flow.attribute]?.reference === true,
  )
}

const isWanted = (world: World, entry: Entry | undefined, target: Entry | undefined, attribute: string): boolean =>
  target?.link !== undefined &&
  objectOf(world, entry?.link)?.references.some(each => each.attribute === attribute && each.target === target.link) ===
    true

/** Whether the source holds the reference, or will when it has what was sent. */
function isHeld(entry: Entry, attribute: string, target: Entry): boolean {
  for (const sent of [entry.escrowed, entry.unconfirmed]) {
    const found = sent?.references.find(each => each.attribute === attribute && each.target === target.id)
    if (found !== undefined) return found.operation === 'add'
  }
  return refersTo(entry, attribute, target)
}

const isMade = (before: World, { id }: Entry): boolean => before.entries.every(each => each.id !== id)

const isPlanned = ({ entry, flow }: Pick<Looking, 'entry' | 'flow'>, target: Entry): boolean =>
  entry.pending?.references.some(each => each.attribute === flow.attribute && each.target === target.id) === true

/** Whether this page had to do with the reference: with what the metaverse says, with either end, or with what the source says. */
function isAffected(looking: Looking, target: Entry): boolean {
  const { before, page, entry, flow } = looking
  const wanted = isWanted(page.world, entry, target, flow.from)
  if (flow.initialOnly) return isMade(before, entry) && wanted
  const refers = refersTo(entry, flow.attribute, target)
  // Once it is there, the source would say of it what it says by its name already.
  if (isMade(before, target)) return wanted || refers
  return (
    isTouched(looking, target) ||
    isAtNewEnd(looking, target, { wanted, refers }) ||
    (!flow.allowNulls && isEmptied(looking) && refers) ||
    isSaid(looking, target, wanted || refers)
  )
}

function isTouched(looking: Looking, target: Entry): boolean {
  const touched = touchedTargets(changeOf(looking))
  const was = looking.before.entries.find(({ id }) => id === target.id)?.link
  return [target.link, was].some(link => link !== undefined && touched.has(link))
}

const changeOf = ({ resolved, entry, flow }: Looking): Resolved | undefined =>
  resolved.find(each => each.object === entry.link && each.attribute === flow.from)

function isAtNewEnd(
  { before, page, entry, flow }: Looking,
  target: Entry,
  { wanted, refers }: { readonly wanted: boolean; readonly refers: boolean },
): boolean {
  const targetWas = before.entries.find(each => each.id === target.id)?.link
  const isFresh = page.linked.has(entry.id) || wasMoved(page, entry)
  // One that was let go and taken back stands for whom it stood for: nobody who refers to it has anything to say.
  const isTargetFresh = (page.linked.has(target.id) && targetWas !== target.link) || wasMoved(page, target)
  // Who lost its object stands for nobody, though the object may stay.
  const isLost = targetWas !== undefined && targetWas !== target.link
  const stands = refers || isPlanned({ entry, flow }, target)
  return ((isFresh || isTargetFresh) && wanted) || (isFresh && refers) || (isLost && stands)
}

// The last one went, or the first one came: what was left standing is looked at.
function isEmptied(looking: Looking): boolean {
  const change = changeOf(looking)
  const touched = touchedTargets(change)
  return touched.size > 0 && (change?.after.length ?? 0) <= touched.size
}

function isSaid({ page, entry, flow }: Looking, target: Entry, matters: boolean): boolean {
  const done = page.entries.find(each => each.entry.id === entry.id)
  if (done === undefined) return false
  return done.whole ? matters : isNews(entry, flow.attribute, target)
}

// What was to be said of an entry that has left the connector space left with it.
function lostTarget({ before, page, resolved, entry, flow }: Looking): boolean {
  const change = resolved.find(each => each.object === entry.link && each.attribute === flow.from)
  const touched = touchedTargets(change)
  return entriesOf(before, entry.agent).some(
    each => each.link !== undefined && touched.has(each.link) && page.world.entries.every(({ id }) => id !== each.id),
  )
}

const wasMoved = (page: Page, entry: Entry): boolean =>
  entry.moved && page.entries.some(done => done.entry.id === entry.id)

const isNews = (entry: Entry, attribute: string, target: Entry): boolean =>
  target.named &&
  entry.references.some(
    each => each.attribute === attribute && each.state !== 'settled' && nameKey(each.name) === nameKey(target.dn),
  )

/** Targets that came, went, or are said by another entry now. */
function touchedTargets(change: Resolved | undefined): Set<number> {
  const key = ({ target, by }: { target: number; by: number }): string => `${target} ${by}`
  const [before, after] = [change?.before ?? [], change?.after ?? []].map(list => new Set(list.map(key)))
  return new Set(
    [...(change?.before ?? []), ...(change?.after ?? [])]
      .filter(each => before?.has(key(each)) !== after?.has(key(each)))
      .map(each => each.target),
  )
}

// One that is yet to be created, and that the source names already as it should, gives nothing to do.
function isDecided(looking: Looking, target: Entry): boolean {
  decide(looking, target)
  const { page, entry, flow } = looking
  const isNews = !isWanted(page.world, entry, target, flow.from) || isPlanned(looking, target)
  return !isMade(looking.before, target) || isNews
}

function decide({ page, entry, flow }: Looking, target: Entry): void {
  const { world } = page
  const wanted = isWanted(world, entry, target, flow.from)
  const held = isHeld(entry, flow.attribute, target)
  const has = objectOf(world, entry.link)?.references.some(each => each.attribute === flow.from) === true
  const operation = wanted && !held ? 'add' : held && !wanted && (flow.allowNulls || has) ? 'remove' : undefined
  const others = (entry.pending?.references ?? []).filter(
    each => each.attribute !== flow.attribute || each.target !== target.id,
  )
  if (operation === undefined && entry.pending === undefined) return
  entry.pending ??= { operation: 'update', dn: undefined, changes: {}, references: [], doubtful: false }
  entry.pending.references =
    operation === undefined ? others : [...others, { attribute: flow.attribute, target: target.id, operation }]
  const { dn, changes, references } = entry.pending
  const isNothing = dn === undefined && Object.keys(changes).length === 0 && references.length === 0
  if (entry.pending.operation === 'update' && isNothing) entry.pending = undefined
}
