import type { ConnectorState, ExportChange, FormerState } from '../connector-space/entry.js'
import { nameKey } from '../connector-space/hash.js'
import type { Contributions } from '../metaverse/object.js'
import { depthOf } from '../model/dn.js'
import { lastWord } from './last-word.js'
import { type ObjectRow, objectRows } from './object-rows.js'
import type { Deferred, ReferenceWork, WorkEntry, WorkObject } from './work.js'
import type { Workspace } from './workspace.js'

/** The whole answer of one page: what is to be written, as rows. Nothing has happened yet. */
export interface PageOutcome {
  readonly objects: readonly ObjectRow[]
  readonly links: readonly LinkRow[]
  readonly unlinked: readonly LinkKey[]
  readonly disconnectors: readonly DisconnectorRow[]
  readonly reconnected: readonly EntryKey[]
  readonly created: readonly CreatedEntry[]
  /** Provisioned entries that were not sent yet and have another name or type now. */
  readonly renamed: readonly CreatedEntry[]
  readonly removed: readonly EntryKey[]
  readonly exports: readonly ExportRow[]
  readonly quiet: readonly EntryKey[]
  /** Entries that were listed for removal and are wanted again. */
  readonly retaken: readonly EntryKey[]
  readonly references: readonly ReferenceWork[]
  /** Connectors of the page whose names changed: references by name are resolved again. */
  readonly moved: readonly LinkKey[]
  /** Objects that begin or cease to wait for a connector to come back. */
  readonly deferrals: readonly DeferralRow[]
  /** Entries of the page that are synchronized now. */
  readonly synchronized: readonly number[]
}

export interface EntryKey {
  readonly agent: number
  readonly entry: number
}

export interface LinkKey extends EntryKey {
  readonly object: number
}

export interface LinkRow extends LinkKey {
  readonly rule: number | undefined
  readonly explicit: boolean
  readonly contributions: Contributions
  /** Whether the entry was not linked to this object before. */
  readonly fresh: boolean
  /** Of a fresh link: what the entry was before, unless it was a normal disconnector. */
  readonly stateBefore: FormerState | undefined
}

export interface DisconnectorRow extends EntryKey {
  readonly state: ConnectorState
  readonly rule: number | undefined
}

export interface DeferralRow {
  readonly object: number
  /** Undefined: it waits no more. */
  readonly deferred: Deferred | undefined
}

export interface CreatedEntry {
  readonly agent: number
  readonly id: number
  readonly objectType: string
  readonly dn: string
  readonly key: string
}

export interface ExportRow extends EntryKey, ExportChange {
  readonly depth: number
}

/** Compares a workspace with what was loaded into it. `page` are the entries that were synchronized without a problem. */
export function outcomeOf(
  workspace: Workspace,
  loaded: { readonly entries: readonly WorkEntry[]; readonly objects: readonly WorkObject[] },
  page: readonly number[],
): PageOutcome {
  const entriesBefore = new Map(loaded.entries.map(entry => [entry.id, entry]))
  const objectsBefore = new Map(loaded.objects.map(object => [object.id, object]))
  const done = new Set(page)
  const entries = [...workspace.entries.values()]
  const changed = entries.filter(entry => entry !== entriesBefore.get(entry.id))
  const before = (entry: WorkEntry): WorkEntry | undefined => entriesBefore.get(entry.id)
  const kept = entries.filter(entry => entry.life !== 'removed' && (done.has(entry.id) || entry !== before(entry)))
  return {
    objects: objectRows(workspace, objectsBefore, { before: entriesBefore, changed }),
    links: changed.flatMap(entry => linkRow(entry, before(entry))),
    unlinked: changed.flatMap(entry => unlinkedRow(entry, before(entry))),
    disconnectors: kept.flatMap(entry => disconnectorRow(entry, before(entry))),
    reconnected: kept.filter(entry => entry.link !== undefined && before(entry)?.recorded === true).map(keyOf),
    created: changed.filter(entry => entry.life === 'new').map(createdRow),
    renamed: changed.filter(entry => entry.life === 'held' && isOther(entry, before(entry))).map(createdRow),
    removed: changed.filter(entry => entry.life === 'removed' && before(entry) !== undefined).map(keyOf),
    exports: changed.flatMap(entry => exportRow(entry, before(entry))),
    quiet: changed
      .filter(entry => entry.pendingExport === undefined && before(entry)?.pendingExport !== undefined)
      .map(keyOf),
    retaken: changed.filter(entry => hasSentDelete(before(entry)) && !hasSentDelete(entry)).map(keyOf),
    references: lastWord(workspace),
    moved: kept.flatMap(entry =>
      entry.moved && done.has(entry.id) && entry.link !== undefined
        ? [{ ...keyOf(entry), object: entry.link.object }]
        : [],
    ),
    deferrals: [...workspace.objects.values()].flatMap(({ id, deferred }) =>
      deferred === objectsBefore.get(id)?.deferred ? [] : [{ object: id, deferred }],
    ),
    synchronized: page,
  }
}

const isOther = (entry: WorkEntry, before: WorkEntry | undefined): boolean =>
  before?.dn !== entry.dn || before.objectType !== entry.objectType

const createdRow = ({ agent, id, objectType, dn }: WorkEntry): CreatedEntry => ({
  agent,
  id,
  objectType,
  dn,
  key: nameKey(dn),
})

const keyOf = (entry: WorkEntry): EntryKey => ({ agent: entry.agent, entry: entry.id })

function linkRow(entry: WorkEntry, before: WorkEntry | undefined): LinkRow[] {
  const { link } = entry
  if (link === undefined || link === before?.link || entry.life === 'removed') return []
  const { object, rule, explicit, contributions } = link
  const fresh = before?.link?.object !== object
  return [{ ...keyOf(entry), object, rule, explicit, contributions, fresh, stateBefore: stateBefore(before) }]
}

const hasSentDelete = (entry: WorkEntry | undefined): boolean =>
  entry?.sent.some(change => change.operation === 'delete') === true

function stateBefore(before: WorkEntry | undefined): FormerState | undefined {
  if (before === undefined || before.link !== undefined || before.state === 'disconnector') return undefined
  if (before.pendingExport?.operation === 'delete' || hasSentDelete(before)) return 'leaving'
  return before.state
}

function unlinkedRow(entry: WorkEntry, before: WorkEntry | undefined): LinkKey[] {
  const object = before?.link?.object
  return object === undefined || object === entry.link?.object ? [] : [{ ...keyOf(entry), object }]
}

function disconnectorRow(entry: WorkEntry, before: WorkEntry | undefined): DisconnectorRow[] {
  if (entry.link !== undefined || entry.life === 'new') return []
  if (before?.recorded === true && before.state === entry.state) return []
  return [{ ...keyOf(entry), state: entry.state, rule: entry.filteredBy }]
}

function exportRow(entry: WorkEntry, before: WorkEntry | undefined): ExportRow[] {
  const change = entry.pendingExport
  if (change === undefined || change === before?.pendingExport || entry.life === 'removed') return []
  return [{ ...keyOf(entry), ...change, depth: depthOf(change.dn ?? entry.dn) }]
}
