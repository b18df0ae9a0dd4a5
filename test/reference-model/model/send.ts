import type { Report } from './report.js'
import { count } from './report.js'
import { agentRules } from './rules.js'
import { type Source, type Wish, write } from './source.js'
import { followRename } from './stage.js'
import {
  type Entry,
  type Export,
  type ExportedReference,
  entriesOf,
  entryOf,
  nameKey,
  note,
  type World,
} from './state.js'
import { type Change, changed } from './values.js'

export interface Exporting {
  readonly world: World
  readonly agent: string
  readonly report: Report
  /** How it ends early: after so many writes, so many more being on their way, which arrived or not. */
  readonly stop: { readonly after: number; readonly underway: number; readonly arrived: boolean } | undefined
}

/** Refusals that other exports of the same step may cure. */
const CURABLE = ['rename-to-existing-dn', 'cd-existing-object', 'constraint-violation']

/** An export step (domain.md 2.5): creations by depth, changes, then deletions, deepest first; what was curable once more. */
export function exportStep(work: Exporting): string {
  const { world, agent, report, stop } = work
  for (const entry of entriesOf(world, agent)) recover(entry)
  if (entriesOf(world, agent).every(entry => entry.pending === undefined)) return 'completed-no-objects'
  const left = { writes: stop?.after ?? Number.POSITIVE_INFINITY }
  for (const operation of ['add', 'update', 'delete'] as const) {
    const curable = sendAll(work, inOrder(world, agent, operation), left)
    if (curable === undefined || sendAll(work, curable, left) === undefined) return 'stopped-connectivity'
  }
  return report.errors > 0 ? 'completed-export-errors' : 'success'
}

/** Answers those that were refused and may be cured by now; undefined when the connection was lost. */
function sendAll(work: Exporting, ids: readonly number[], left: { writes: number }): number[] | undefined {
  const curable: number[] = []
  for (const [i, id] of ids.entries()) {
    if (left.writes-- <= 0) {
      lose(work, ids.slice(i))
      return undefined
    }
    const code = send(work, id)
    if (code === undefined) cured(work.report, id)
    else if (CURABLE.includes(code)) curable.push(id)
  }
  return curable
}

/** The step ends while changes are on their way: nobody knows whether they arrived. */
function lose({ world, agent, stop }: Exporting, ids: readonly number[]): void {
  for (const id of ids.slice(0, stop?.underway)) {
    const entry = entryOf(world, id)
    entry.escrowed = entry.pending
    entry.pending = undefined
    if (stop?.arrived === true) write(world.sources[agent] as Source, wishOf(world, entry, entry.escrowed as Export))
  }
}

// Nobody knows whether it was sent: it is sent again, with what was planned meanwhile.
function recover(entry: Entry): void {
  if (entry.escrowed === undefined) return
  // A creation that nobody wants any more counts as sent: the source will show whether it is there.
  if (entry.link === undefined && entry.pending === undefined && entry.escrowed.operation === 'add') {
    entry.unconfirmed = entry.escrowed
    entry.escrowed = undefined
    return
  }
  entry.pending = mergeExports(entry.escrowed, entry.pending, { wasSent: true })
  entry.pending.doubtful = true
  entry.escrowed = undefined
}

function inOrder(world: World, agent: string, operation: Export['operation']): number[] {
  const depth = (entry: Entry): number => (entry.pending?.dn ?? entry.dn).split(',').length
  return entriesOf(world, agent)
    .filter(entry => entry.named && entry.pending?.operation === operation)
    .sort((a, b) => (operation === 'delete' ? depth(b) - depth(a) : depth(a) - depth(b)) || a.id - b.id)
    .map(entry => entry.id)
}

function send({ world, agent, report }: Exporting, id: number): string | undefined {
  const entry = entryOf(world, id)
  const change = entry.pending as Export
  const written = write(world.sources[agent] as Source, wishOf(world, entry, change))
  // It looks as if it had been sent, and is known by another name.
  const isStranger =
    written.anchor !== undefined &&
    entriesOf(world, agent).some(other => other.id !== id && other.anchor === written.anchor)
  const result = isStranger ? { refused: 'cd-existing-object' } : written
  report.done++
  if (result.refused !== undefined) {
    entry.pending = { ...change, doubtful: false }
    note(entry.troubles, 'export', { code: result.refused, step: world.step })
    const isAgain = report.details.some(each => each.counter === 'export-failure' && each.entry === id)
    if (!isAgain) {
      count(report, 'export-failure', entry)
      report.errors++
    }
    return result.refused
  }
  count(report, counterOf(entry, change), entry)
  accept(world, entry, { change, anchor: result.anchor })
  delete entry.troubles.export
  return undefined
}

// A second try that went well was no failure after all.
function cured(report: Report, id: number): void {
  if (!report.details.some(each => each.counter === 'export-failure' && each.entry === id)) return
  report.errors--
  report.counters['export-failure'] = (report.counters['export-failure'] ?? 0) - 1
  report.details = report.details.filter(each => each.counter !== 'export-failure' || each.entry !== id)
}

const isRenamed = (entry: Entry, { operation, dn }: Export): boolean =>
  operation === 'update' && dn !== undefined && dn !== entry.dn

const counterOf = (entry: Entry, change: Export): string =>
  isRenamed(entry, change) ? 'export-rename' : `export-${change.operation}`

/** What was sent waits for being seen; a new name counts at once. */
function accept(
  world: World,
  entry: Entry,
  { change, anchor }: { readonly change: Export; readonly anchor: string | undefined },
): void {
  const before = entry.unconfirmed
  const isSame = (a: ExportedReference) => (b: ExportedReference) =>
    a.attribute === b.attribute && a.target === b.target
  const merged = before === undefined ? change : mergeExports(before, change, { wasSent: true })
  entry.unconfirmed = {
    ...merged,
    doubtful: false,
    references: [
      ...(before?.references ?? []).filter(each => !change.references.some(isSame(each))),
      ...change.references,
    ],
  }
  entry.pending = undefined
  entry.anchor = anchor ?? entry.anchor
  if (!isRenamed(entry, change)) return
  const [was, now] = [entry.dn, change.dn as string]
  for (const other of entriesOf(world, entry.agent)) if (nameKey(other.dn) === nameKey(now)) other.named = false
  Object.assign(entry, { dn: now, named: true })
  followRename(world, entry.agent, was, now)
}

// One that the hub creates is known by the name it is created with, once it is seen.
const nameToBe = ({ dn, pending, escrowed, unconfirmed }: Entry): string =>
  [pending, escrowed, unconfirmed].find(change => change?.operation === 'add')?.dn ?? dn

function wishOf(world: World, entry: Entry, change: Export): Wish {
  const attributes = agentRules(world.rules, entry.agent).types[entry.type]?.attributes ?? {}
  const { anchor, type } = entry
  const dn = change.operation === 'add' ? (change.dn ?? entry.dn) : entry.dn
  const changes: Record<string, Change[]> = { ...change.changes }
  for (const attribute of new Set(change.references.map(each => each.attribute))) {
    const named = (operation: ExportedReference['operation']): string[] =>
      change.references
        .filter(each => each.attribute === attribute && each.operation === operation)
        .map(each => nameToBe(entryOf(world, each.target)))
    const [added, removed] = [named('add'), named('remove')]
    changes[attribute] =
      attributes[attribute]?.multivalued !== true
        ? [{ operation: 'set', values: added }]
        : [
            ...(removed.length > 0 ? [{ operation: 'remove' as const, values: removed }] : []),
            ...(added.length > 0 ? [{ operation: 'add' as const, values: added }] : []),
          ]
  }
  const kind = change.operation === 'update' ? 'modify' : change.operation
  const newDn = isRenamed(entry, change) ? { newDn: change.dn as string } : {}
  return { kind, type, dn, anchor, ...newDn, changes: kind === 'delete' ? {} : changes, doubtful: change.doubtful }
}

/**
 * One change that does what two do, one after the other. `wasSent`: the first may have arrived. Of references the later word
 * counts; what never arrived and is to be taken back is nothing.
 */
export function mergeExports(first: Export, second: Export | undefined, { wasSent }: { wasSent: boolean }): Export {
  if (second === undefined) return { ...first }
  const references = second.operation === 'delete' ? [] : mergeReferences(first.references, second.references, wasSent)
  if (second.operation !== 'update') return { ...second, references }
  const dn = second.dn ?? first.dn
  const changes: Record<string, Change[]> = { ...first.changes }
  for (const [name, list] of Object.entries(second.changes)) {
    changes[name] =
      first.operation === 'add'
        ? [{ operation: 'set', values: changed(changed([], first.changes[name] ?? []), list) }]
        : inOne([...(first.changes[name] ?? []), ...list])
  }
  return { operation: first.operation, dn, changes, references, doubtful: first.doubtful }
}

function mergeReferences(
  first: readonly ExportedReference[],
  second: readonly ExportedReference[],
  wasSent: boolean,
): ExportedReference[] {
  const opposite = (a: ExportedReference) => (b: ExportedReference) =>
    a.attribute === b.attribute && a.target === b.target && a.operation !== b.operation
  const same = (a: ExportedReference) => (b: ExportedReference) => a.attribute === b.attribute && a.target === b.target
  const rest = wasSent ? second : second.filter(each => !first.some(opposite(each)))
  return [...first.filter(each => !second.some(same(each))), ...rest]
}

/** Changes of one attribute in the form in which they are sent: the whole, or what goes and what comes. */
function inOne(list: readonly Change[]): Change[] {
  const at = list.findLastIndex(change => change.operation === 'set')
  if (at >= 0) {
    const start = list[at]?.values ?? []
    return [{ operation: 'set', values: changed(start, list.slice(at + 1)) }]
  }
  const last = new Map(list.flatMap(({ operation, values }) => values.map(value => [value, operation] as const)))
  const having = (operation: 'add' | 'remove'): string[] =>
    [...last].flatMap(([value, each]) => (each === operation ? [value] : [])).sort()
  const [removed, added] = [having('remove'), having('add')]
  return [
    ...(removed.length > 0 ? [{ operation: 'remove' as const, values: removed }] : []),
    ...(added.length > 0 ? [{ operation: 'add' as const, values: added }] : []),
  ]
}
