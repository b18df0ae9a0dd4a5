import { applyChanges } from '../model/changes.js'
import type { AttributeChange, Changes, ModifyDelta } from '../model/delta.js'
import { type Attributes, sameAttributes } from '../model/value.js'
import { type Unconfirmed, unconfirmedAttributes } from './confirm.js'
import type { HeldEntry, HeldReference, ImportOperation } from './entry.js'
import { addLanes, imageLanes, type Lanes, NO_LANES, referenceLanes, sameLanes, subtractLanes } from './hash.js'
import { IMPORT_TRANSITIONS, type ImportEvent, type ImportState } from './import-states.js'
import { canonicalImage, type ImageShape, type Incoming, type Reference, toReference } from './incoming.js'

/** How one row of an entry's references changes. `settled` rows need no synchronization of their own: the whole entry has it pending. */
export interface ReferenceChange extends Reference {
  readonly change: 'insert' | 'mark-deleted' | 'restore' | 'remove'
  readonly settled: boolean
}

/** What a reported object means for the entry that the connector space holds of it. */
export type StagedHeld =
  | { readonly kind: 'same'; readonly id: number; readonly lanes: Lanes | undefined }
  | StagedChange
  | StagedDelete

export interface StagedDelete {
  readonly kind: 'delete'
  readonly id: number
  readonly previous: Attributes | undefined
  readonly previousType: string | undefined
}

export interface StagedChange {
  readonly kind: 'change'
  readonly id: number
  readonly counter: 'stage-add' | 'stage-update' | 'stage-rename' | 'stage-delete-add' | 'stage-no-change'
  readonly operation: ImportOperation
  readonly objectType: string
  readonly anchor: string
  readonly dn: string
  readonly renamed: boolean
  /** It has a name now that it did not have before. */
  readonly moved: boolean
  readonly image: Attributes
  readonly lanes: Lanes
  readonly previous: Attributes | undefined
  readonly previousType: string | undefined
  readonly references: readonly ReferenceChange[]
  /** Exported values that this import contradicts. */
  readonly contradicted: readonly Unconfirmed[]
  /** Exported changes that this import says nothing about: they go on waiting for their confirmation. */
  readonly waiting: Changes
}

/** Stages an object that the source reports whole. `held.references` holds all of the entry's references. */
export function stageObject(incoming: Incoming, held: HeldEntry, shape: ImageShape): StagedHeld {
  const references = referenceDifference(incoming.references, held.references)
  return stageChange(incoming, held, { references, shape, named: undefined })
}

/** Stages a change to a held entry. `held.references` holds the references that the change names, or all when it replaces them. */
export function stageModify(delta: ModifyDelta, held: HeldEntry, shape: ImageShape): StagedHeld {
  const image = canonicalImage(applyChanges(held.image, delta.changes), shape)
  // A change of an object whose name was lost tells its name.
  const dn = delta.newDn ?? (held.transient ? delta.dn : held.dn)
  const objectType = delta.objectType ?? held.objectType
  const references = shape.references.flatMap(({ name }) =>
    referenceChanges(name, delta.changes[name] ?? [], held.references),
  )
  const before = held.lanes ?? NO_LANES
  let lanes = addLanes(
    subtractLanes(before, imageLanes(held.objectType, held.dn, held.image)),
    imageLanes(objectType, dn, image),
  )
  for (const { attribute, key, change } of references) {
    const term = referenceLanes(attribute, key)
    lanes = change === 'insert' || change === 'restore' ? addLanes(lanes, term) : subtractLanes(lanes, term)
  }
  const incoming: Incoming = { objectType, anchor: delta.anchor ?? held.anchor ?? dn, dn, image, references: [], lanes }
  return stageChange(incoming, held, { references, shape, named: new Set(Object.keys(delta.changes)) })
}

/** Stages that the source no longer has the object. */
export function stageDelete(held: HeldEntry): StagedDelete {
  const previous = held.pending === undefined ? held.image : held.pending.previous
  return { kind: 'delete', id: held.id, previous, previousType: held.pending?.previousType }
}

interface Difference {
  readonly references: readonly ReferenceChange[]
  readonly shape: ImageShape
  /** Attributes that a change speaks of; undefined: the object is reported whole. */
  readonly named: ReadonlySet<string> | undefined
}

function stageChange(incoming: Incoming, held: HeldEntry, { references, shape, named }: Difference): StagedHeld {
  const state: ImportState = held.pending?.operation ?? (held.lanes === undefined ? 'provisioned' : 'settled')
  const event = eventOf(incoming, held, references)
  const operation = IMPORT_TRANSITIONS[state][event]
  const missing = held.unconfirmed === undefined ? [] : unconfirmedAttributes(held.unconfirmed, incoming.image, shape)
  const speaks = (each: Unconfirmed): boolean => named === undefined || named.has(each.attribute)
  const newsless = held.unconfirmed === undefined && !held.transient
  if (event === 'same' && operation !== 'add' && state !== 'delete' && newsless) {
    return { kind: 'same', id: held.id, lanes: sameLanes(held.lanes, incoming.lanes) ? undefined : incoming.lanes }
  }
  const whole = operation === 'add' || operation === 'delete-add'
  return {
    kind: 'change',
    id: held.id,
    counter: counterOf(state, event, incoming.dn !== held.dn),
    // An unchanged object whose export is contradicted is synchronized again, so that the value is sent again.
    operation: operation === 'settled' || operation === 'provisioned' ? 'update' : operation,
    objectType: incoming.objectType,
    anchor: incoming.anchor,
    dn: incoming.dn,
    renamed: incoming.dn !== held.dn,
    moved: held.transient || incoming.dn !== held.dn,
    image: incoming.image,
    lanes: incoming.lanes,
    previous: state === 'settled' ? held.image : held.pending?.previous,
    previousType: held.pending?.previousType ?? (event === 'retyped' ? held.objectType : undefined),
    references: references.map(reference => (whole ? { ...reference, settled: true } : reference)),
    contradicted: missing.filter(speaks),
    waiting: Object.fromEntries(missing.filter(each => !speaks(each)).map(each => [each.attribute, each.sent])),
  }
}

function eventOf(incoming: Incoming, held: HeldEntry, references: readonly ReferenceChange[]): ImportEvent {
  if (incoming.objectType !== held.objectType) return 'retyped'
  const same = incoming.dn === held.dn && references.length === 0 && sameAttributes(incoming.image, held.image)
  return same ? 'same' : 'different'
}

function counterOf(state: ImportState, event: ImportEvent, renamed: boolean): StagedChange['counter'] {
  if (state === 'provisioned') return 'stage-add'
  if (event === 'retyped') return 'stage-delete-add'
  if (event === 'same') return state === 'delete' ? 'stage-update' : 'stage-no-change'
  return renamed ? 'stage-rename' : 'stage-update'
}

const identity = (reference: { attribute: string; key: string }): string => `${reference.attribute}\0${reference.key}`

function referenceDifference(incoming: readonly Reference[], held: readonly HeldReference[]): ReferenceChange[] {
  if (incoming.length === 0 && held.length === 0) return []
  const rest = new Map(held.map(reference => [identity(reference), reference]))
  const changes: ReferenceChange[] = []
  for (const reference of incoming) {
    const row = rest.get(identity(reference))
    rest.delete(identity(reference))
    if (row === undefined) changes.push({ ...reference, change: 'insert', settled: false })
    else if (row.pending === 'delete') changes.push({ ...reference, change: 'restore', settled: false })
  }
  for (const row of rest.values()) if (row.pending !== 'delete') changes.push(goneReference(row, ''))
  return changes
}

// A reference that came and went between two synchronizations leaves no trace.
const goneReference = (row: HeldReference, target: string): ReferenceChange => ({
  attribute: row.attribute,
  target,
  key: row.key,
  change: row.pending === 'add' ? 'remove' : 'mark-deleted',
  settled: false,
})

function referenceChanges(
  attribute: string,
  changes: readonly AttributeChange[],
  held: readonly HeldReference[],
): ReferenceChange[] {
  if (changes.length === 0) return []
  const rows = held.filter(row => row.attribute === attribute)
  let wanted = new Map(
    rows.filter(row => row.pending !== 'delete').map(row => [row.key, { attribute, key: row.key, target: '' }]),
  )
  for (const change of changes) {
    const named = change.values.map(target => toReference(attribute, target))
    if (change.operation === 'replace') wanted = new Map()
    for (const reference of named) {
      if (change.operation === 'delete') wanted.delete(reference.key)
      else wanted.set(reference.key, reference)
    }
  }
  return referenceDifference([...wanted.values()], rows)
}
