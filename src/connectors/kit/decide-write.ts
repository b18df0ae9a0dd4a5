import type { AddDelta, DeleteDelta, ModifyDelta } from '../../model/delta.js'
import type { Problem, ProblemCode } from '../../model/problem.js'
import type { Attributes } from '../../model/value.js'
import type { ExportDelta } from '../connector.js'
import { changesHold, contains, firstConflict } from './changes.js'

/** An object as a store without rules of its own (memory, a file) holds it. */
export interface Held {
  readonly anchor: string
  readonly dn: string
  readonly objectType: string
  readonly attributes: Attributes
}

export interface Finder<H extends Held> {
  byAnchor(anchor: string): H | undefined
  byDn(dn: string): H | undefined
}

/** What a delta comes to in such a store. `done` means that it is already so. */
export type WriteDecision<H extends Held> =
  | { readonly kind: 'add'; readonly delta: AddDelta }
  | { readonly kind: 'change'; readonly held: H; readonly delta: ModifyDelta }
  | { readonly kind: 'remove'; readonly held: H }
  | { readonly kind: 'done'; readonly held?: H }
  | { readonly kind: 'refused'; readonly problem: Problem }

type Sent<Kind> = Kind & { readonly mayBeSent?: boolean }

/** Decides as a directory would: what exists is not added, what does not exist is not changed. */
export function decideWrite<H extends Held>(delta: ExportDelta, find: Finder<H>): WriteDecision<H> {
  if (delta.kind === 'add') return decideAdd(delta, find)
  const held = (delta.anchor === undefined ? undefined : find.byAnchor(delta.anchor)) ?? find.byDn(delta.dn)
  if (delta.kind === 'delete') return decideDelete(delta, held)
  const renamed = delta.mayBeSent && delta.newDn !== undefined ? find.byDn(delta.newDn) : undefined
  return decideModify(delta, held ?? renamed, find)
}

function decideAdd<H extends Held>(delta: Sent<AddDelta>, find: Finder<H>): WriteDecision<H> {
  const held = (delta.anchor === undefined ? undefined : find.byAnchor(delta.anchor)) ?? find.byDn(delta.dn)
  if (held === undefined) return { kind: 'add', delta }
  const same = held.objectType === delta.objectType && contains(held.attributes, delta.attributes)
  if (delta.mayBeSent && same) return { kind: 'done', held }
  return refused('cd-existing-object', 'There is an object of this name already.', delta.dn)
}

function decideDelete<H extends Held>(delta: Sent<DeleteDelta>, held: H | undefined): WriteDecision<H> {
  if (held !== undefined) return { kind: 'remove', held }
  return delta.mayBeSent ? { kind: 'done' } : refused('cd-missing-object', 'There is no such object.', delta.dn)
}

function decideModify<H extends Held>(
  delta: Sent<ModifyDelta>,
  held: H | undefined,
  find: Finder<H>,
): WriteDecision<H> {
  if (held === undefined) return refused('cd-missing-object', 'There is no such object.', delta.dn)
  const there = delta.newDn === undefined ? undefined : find.byDn(delta.newDn)
  if (there !== undefined && there.anchor !== held.anchor) {
    return refused('rename-to-existing-dn', `There is another object named ${delta.newDn}.`, delta.dn)
  }
  const isNamed = delta.newDn === undefined || delta.newDn === held.dn
  const isSo = changesHold(held.attributes, delta.changes)
  if (isSo && isNamed && delta.mayBeSent) return { kind: 'done', held }
  const conflict = firstConflict(held.attributes, delta.changes)
  if (conflict === undefined) return { kind: 'change', held, delta }
  if (isSo && delta.mayBeSent) return { kind: 'change', held, delta: { ...delta, changes: {} } }
  const message = `Attribute ${conflict.attribute} ${conflict.held ? 'already has' : 'does not have'} the value ${conflict.value}.`
  return refused(conflict.held ? 'cd-existing-attribute-or-value' : 'cd-error', message, delta.dn)
}

function refused(code: ProblemCode, message: string, dn: string): { kind: 'refused'; problem: Problem } {
  const hint = 'Run an import: the object was changed in the source.'
  return { kind: 'refused', problem: { code, message, hint, where: { dn } } }
}
