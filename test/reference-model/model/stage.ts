import { confirm, confirmReferences, isReassured } from './confirm.js'
import { count, type Report } from './report.js'
import { agentRules } from './rules.js'
import type { News, SourceObject } from './source.js'
import {
  type Entry,
  entriesOf,
  holderOf,
  type ImportOperation,
  nameKey,
  newEntry,
  note,
  type Reference,
  removeEntry,
  type World,
} from './state.js'
import { changed, changedImage, type Image, sameImage, sorted } from './values.js'

export interface Staging {
  readonly world: World
  readonly agent: string
  readonly report: Report
  /** Everything is read: what is said is so now. */
  readonly complete?: boolean
}

/** What is said of an entry now. */
interface Said {
  readonly type: string
  readonly dn: string
  readonly anchor: string
  readonly image: Image
  readonly references: readonly { readonly attribute: string; readonly name: string }[]
  /** The attributes that a change speaks of; undefined: all of them. */
  readonly named: readonly string[] | undefined
}

/** Stages an object that is reported whole (domain.md 2.1). Answers its entry. */
export function stageWhole(staging: Staging, object: SourceObject): Entry {
  const { world, agent, report } = staging
  const said = { ...object, ...split(staging, object.type, object.values), named: undefined }
  const known = locate(staging, object.anchor, object.dn)
  if (known !== undefined) {
    stageKnown(staging, known, said)
    return known
  }
  makeRoom(staging, object.dn)
  const entry = newEntry(world, { agent, type: object.type, dn: object.dn, anchor: object.anchor, imported: true })
  entry.image = said.image
  entry.references = said.references.map(reference => ({ ...reference, state: 'settled' }))
  entry.pendingImport = 'add'
  count(report, 'stage-add', entry)
  return entry
}

/** Stages one item of a source's log. */
export function stageNews(staging: Staging, news: News): void {
  const { world, agent } = staging
  const anchor = news.kind === 'whole' ? news.object.anchor : news.anchor
  const known = entriesOf(world, agent).find(each => each.anchor === anchor)
  const before = known?.named === true ? known.dn : undefined
  if (news.kind === 'whole') stageWhole(staging, news.object)
  else if (known === undefined) stageUnknown(staging, news)
  else if (news.kind === 'gone') stageGone(staging, known)
  else stageKnown(staging, known, saidOf(staging, known, news))
  // A log of changes tells of the rename, and need not tell of those who refer to it.
  if (known !== undefined && before !== undefined && known.dn !== before) followRename(world, agent, before, known.dn)
}

function stageUnknown({ world, agent, report }: Staging, news: News & { readonly kind: 'change' | 'gone' }): void {
  if (news.kind === 'gone') {
    count(report, 'filtered-deletions')
    return
  }
  count(report, 'stage-failure')
  report.details.push({ counter: 'stage-failure', agent, entry: 0, dn: news.dn })
  report.errors++
  note(world.strangers, `${agent} ${news.anchor}`, { code: 'need-full-object', step: world.step })
}

export function stageGone({ report }: Staging, entry: Entry): void {
  entry.pendingImport = 'delete'
  count(report, 'stage-delete', entry)
}

// By its anchor; one that the hub created and whose anchor it has not learnt, by its name.
function locate({ world, agent }: Staging, anchor: string, dn: string): Entry | undefined {
  const known = entriesOf(world, agent).find(entry => entry.anchor === anchor)
  if (known !== undefined) return known
  const holder = holderOf(world, agent, dn)
  return holder !== undefined && holder.anchor === undefined && wasSent(holder) ? holder : undefined
}

const wasSent = (entry: Entry): boolean =>
  entry.escrowed !== undefined || entry.unconfirmed !== undefined || entry.pending?.doubtful === true

function split({ world, agent }: Staging, type: string, values: Image): Pick<Said, 'image' | 'references'> {
  const attributes = agentRules(world.rules, agent).types[type]?.attributes ?? {}
  const isReference = (name: string): boolean => attributes[name]?.reference === true
  return {
    // What the type does not have is not read: another hand may have made something else of the name.
    image: Object.fromEntries(
      Object.entries(values)
        .filter(([name]) => name in attributes && !isReference(name))
        .map(([name, list]) => [name, sorted(list)]),
    ),
    references: Object.entries(values)
      .filter(([name]) => isReference(name))
      .flatMap(([attribute, names]) => [...names].map(name => ({ attribute, name }))),
  }
}

function saidOf(staging: Staging, entry: Entry, { changes, newDn, dn, type, anchor }: News & { kind: 'change' }): Said {
  const attributes = agentRules(staging.world.rules, staging.agent).types[type]?.attributes ?? {}
  const isReference = (name: string): boolean => attributes[name]?.reference === true
  const held = entry.references.filter(reference => reference.state !== 'going')
  const names = new Set([...held.map(({ attribute }) => attribute), ...Object.keys(changes).filter(isReference)])
  return {
    type,
    anchor,
    // A change of an object whose name was lost tells its name.
    dn: newDn ?? (entry.named ? entry.dn : dn),
    image: changedImage(
      entry.image,
      Object.fromEntries(Object.entries(changes).filter(([name]) => name in attributes && !isReference(name))),
    ),
    references: [...names].flatMap(attribute =>
      changed(
        held.filter(reference => reference.attribute === attribute).map(({ name }) => name),
        changes[attribute] ?? [],
      ).map(name => ({ attribute, name })),
    ),
    named: Object.keys(changes),
  }
}

const AFTER: Record<'same' | 'different' | 'retyped', Record<string, ImportOperation | undefined>> = {
  same: { add: 'add', update: 'update', delete: 'update', 'delete-add': 'delete-add' },
  different: { settled: 'update', add: 'add', update: 'update', delete: 'update', 'delete-add': 'delete-add' },
  retyped: {
    settled: 'delete-add',
    add: 'add',
    update: 'delete-add',
    delete: 'delete-add',
    'delete-add': 'delete-add',
  },
}

function stageKnown(staging: Staging, entry: Entry, said: Said): void {
  const { report } = staging
  const event = eventOf(entry, said)
  const was = entry.pendingImport
  const isNews =
    entry.unconfirmed !== undefined || !entry.named || !entry.imported || was === 'delete' || event !== 'same'
  const after = entry.imported ? AFTER[event][was ?? 'settled'] : 'add'
  const counter = counterOf(entry, event, said.dn !== entry.dn)
  const isMoved = !entry.named || said.dn !== entry.dn
  if (isNews) {
    entry.pendingImport = after ?? 'update'
    if (isMoved) makeRoom(staging, said.dn, entry)
    entry.moved ||= isMoved
    Object.assign(entry, { type: said.type, anchor: said.anchor, dn: said.dn, named: true, imported: true })
    entry.image = said.image
    takeReferences(entry, said.references)
  }
  count(report, counter, entry)
  judge(staging, entry, { named: said.named, isNews })
}

interface Judging {
  readonly named: readonly string[] | undefined
  readonly isNews: boolean
}

// What is noted against an entry is what the last word of a step says of it.
function judge(staging: Staging, entry: Entry, { named, isNews }: Judging): void {
  const { report, world } = staging
  const doubts = report.contradicted.get(entry.id)
  const found = isNews ? confirm(staging, entry, named) : undefined
  const isValues = found !== undefined && (found.deletion || Object.keys(found.changes).length > 0)
  if (isValues || found?.references === true) {
    report.contradicted.set(entry.id, isValues ? found.changes : (doubts ?? {}))
    note(entry.troubles, 'import', { code: 'exported-change-not-reimported', step: world.step })
  }
  if (!isValues && doubts !== undefined) {
    if (!isReassured({ world, doubts }, entry)) return
    report.contradicted.delete(entry.id)
    delete entry.troubles.import
  } else if (isNews && !isUndecided(staging, entry) && entry.troubles.import?.step !== world.step)
    delete entry.troubles.import
}

const isUndecided = ({ complete }: Staging, { unconfirmed }: Entry): boolean =>
  complete === true && unconfirmed !== undefined

/** A source may show a reference by a new name before it shows whose name that is: the end of a complete read decides (domain.md 2.6). */
export function decideReferences({ world, report }: Staging, entry: Entry): void {
  if (confirmReferences(world, entry)) {
    report.contradicted.set(entry.id, report.contradicted.get(entry.id) ?? {})
    note(entry.troubles, 'import', { code: 'exported-change-not-reimported', step: world.step })
  } else if (entry.troubles.import?.step !== world.step) delete entry.troubles.import
}

function eventOf(entry: Entry, said: Said): keyof typeof AFTER {
  if (said.type !== entry.type) return 'retyped'
  const held = entry.references.filter(reference => reference.state !== 'going')
  const isSame = said.dn === entry.dn && sameImage(said.image, entry.image) && sameReferences(held, said.references)
  return isSame ? 'same' : 'different'
}

const referenceKey = ({ attribute, name }: Pick<Reference, 'attribute' | 'name'>): string =>
  `${attribute} ${nameKey(name)}`

const sameReferences = (
  a: readonly Pick<Reference, 'attribute' | 'name'>[],
  b: readonly Pick<Reference, 'attribute' | 'name'>[],
): boolean => sorted(a.map(referenceKey)).join('\n') === sorted(b.map(referenceKey)).join('\n')

function counterOf(entry: Entry, event: keyof typeof AFTER, renamed: boolean): string {
  if (!entry.imported) return 'stage-add'
  if (event === 'retyped') return 'stage-delete-add'
  if (event === 'same') return entry.pendingImport === 'delete' ? 'stage-update' : 'stage-no-change'
  return renamed ? 'stage-rename' : 'stage-update'
}

// What comes and goes waits for synchronization, unless the whole entry does anyway.
function takeReferences(entry: Entry, said: Said['references']): void {
  const isWhole = entry.pendingImport === 'add' || entry.pendingImport === 'delete-add'
  const wanted = new Map(said.map(reference => [referenceKey(reference), reference]))
  const kept: Reference[] = entry.references.flatMap((held): Reference[] => {
    if (wanted.delete(referenceKey(held))) return [held.state === 'going' ? { ...held, state: 'settled' } : held]
    if (held.state === 'going') return [held]
    return held.state === 'coming' || isWhole ? [] : [{ ...held, state: 'going' }]
  })
  const come = [...wanted.values()].map(({ attribute, name }): Reference => {
    return { attribute, name, state: isWhole ? 'settled' : 'coming' }
  })
  entry.references = [...kept, ...come]
}

/**
 * A name is given to another object. Whoever has it is transient until its own news comes; one that the hub was only about to
 * create gives way, and its object is provisioned again (domain.md 1.6).
 */
function makeRoom({ world, agent }: Staging, dn: string, own?: Entry): void {
  const holder = holderOf(world, agent, dn)
  if (holder === undefined || holder.id === own?.id) return
  if (!holder.imported && holder.anchor === undefined && !wasSent(holder)) {
    for (const entry of world.entries) {
      if (entry.id !== holder.id && entry.link !== undefined && entry.link === holder.link && entry.imported)
        entry.pendingImport ??= 'update'
    }
    removeEntry(world, holder)
    return
  }
  holder.named = false
  if (!holder.imported) return
  holder.pendingImport ??= 'update'
  holder.moved = true
}

/** References by the old name follow, where the source does not tell them again (domain.md 1.7). */
export function followRename(world: World, agent: string, before: string, after: string): void {
  if (nameKey(before) === nameKey(after)) return
  for (const entry of entriesOf(world, agent)) {
    const isAfter = (attribute: string): boolean =>
      entry.references.some(each => each.attribute === attribute && nameKey(each.name) === nameKey(after))
    entry.references = entry.references
      .filter(each => nameKey(each.name) !== nameKey(before) || !isAfter(each.attribute))
      .map(each => (nameKey(each.name) === nameKey(before) ? { ...each, name: after } : each))
  }
}
