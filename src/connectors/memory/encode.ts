import type { AddDelta, DeleteDelta, ModifyDelta } from '../../model/delta.js'
import { dnKey } from '../../model/dn.js'
import type { Problem, ProblemCode } from '../../model/problem.js'
import type { DeltaResult, ExportDelta } from '../connector.js'
import { changesHold, contains, firstConflict } from '../kit/changes.js'
import type { MemoryObject, MemorySource } from './source.js'

type Sent<Kind> = Kind & { readonly mayBeSent?: boolean }

/** Carries out one delta, as a directory would. */
export function writeDelta(source: MemorySource, delta: ExportDelta): DeltaResult {
  const refusal = source.faults.rejectWrites.get(dnKey(delta.dn))
  if (refusal !== undefined) return { ok: false, problem: refusal }
  if (delta.kind === 'add') return add(source, delta)
  const object = source.objects.get(delta.anchor ?? '') ?? source.byDn(delta.dn)
  if (delta.kind === 'delete') return remove(source, delta, object)
  return modify(source, delta, object ?? renamedAlready(source, delta))
}

function add(source: MemorySource, delta: Sent<AddDelta>): DeltaResult {
  const held = source.byDn(delta.dn)
  if (held === undefined) {
    const { objectType, dn, attributes, anchor } = delta
    return { ok: true, anchor: source.put({ objectType, dn, attributes, ...(anchor && { anchor }) }).anchor }
  }
  const same = held.objectType === delta.objectType && contains(held.attributes, delta.attributes)
  if (delta.mayBeSent && same) return { ok: true, anchor: held.anchor }
  return failed('cd-existing-object', 'An object of this name exists already.', delta.dn)
}

function remove(source: MemorySource, delta: Sent<DeleteDelta>, object: MemoryObject | undefined): DeltaResult {
  if (object !== undefined) source.delete(object.anchor)
  else if (!delta.mayBeSent) return failed('cd-missing-object', 'There is no such object.', delta.dn)
  return { ok: true }
}

function modify(source: MemorySource, delta: Sent<ModifyDelta>, object: MemoryObject | undefined): DeltaResult {
  if (object === undefined) return failed('cd-missing-object', 'There is no such object.', delta.dn)
  const { newDn, changes } = delta
  const moves = newDn !== undefined && newDn !== object.dn
  const there = moves ? source.byDn(newDn) : undefined
  if (there !== undefined && there.anchor !== object.anchor) {
    return failed('rename-to-existing-dn', `There is another object named ${newDn}.`, delta.dn)
  }
  const conflict = firstConflict(object.attributes, changes)
  const done = changesHold(object.attributes, changes)
  if (conflict !== undefined && !(delta.mayBeSent && done)) {
    const message = `Attribute ${conflict.attribute} ${conflict.held ? 'has' : 'does not have'} the value ${conflict.value}.`
    return failed(conflict.held ? 'cd-existing-attribute-or-value' : 'cd-error', message, delta.dn)
  }
  if (moves) source.rename(object.anchor, newDn)
  if (!done) source.modify(object.anchor, changes)
  return { ok: true }
}

function renamedAlready(source: MemorySource, { mayBeSent, newDn }: Sent<ModifyDelta>): MemoryObject | undefined {
  return mayBeSent && newDn !== undefined ? source.byDn(newDn) : undefined
}

function failed(code: ProblemCode, message: string, dn: string): { ok: false; problem: Problem } {
  return { ok: false, problem: { code, message, where: { dn } } }
}
