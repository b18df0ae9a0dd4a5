import { dnKey } from '../../model/dn.js'
import type { DeltaResult, ExportDelta } from '../connector.js'
import { decideWrite, type WriteDecision } from '../kit/decide-write.js'
import type { MemoryObject, MemorySource } from './source.js'

/** Carries out one delta, as a directory would. */
export function writeDelta(source: MemorySource, delta: ExportDelta): DeltaResult {
  const refusal = source.faults.rejectWrites.get(dnKey(delta.dn))
  if (refusal !== undefined) return { ok: false, problem: refusal }
  const find = { byAnchor: (anchor: string) => source.objects.get(anchor), byDn: (dn: string) => source.byDn(dn) }
  return carryOut(source, decideWrite<MemoryObject>(delta, find))
}

function carryOut(source: MemorySource, decision: WriteDecision<MemoryObject>): DeltaResult {
  switch (decision.kind) {
    case 'refused':
      return { ok: false, problem: decision.problem }
    case 'add': {
      const { objectType, dn, attributes, anchor } = decision.delta
      return { ok: true, anchor: source.put({ objectType, dn, attributes, ...(anchor && { anchor }) }).anchor }
    }
    case 'remove':
      source.delete(decision.held.anchor)
      return { ok: true }
    case 'change': {
      const { newDn, changes } = decision.delta
      if (newDn !== undefined && newDn !== decision.held.dn) source.rename(decision.held.anchor, newDn)
      if (Object.keys(changes).length > 0) source.modify(decision.held.anchor, changes)
      return { ok: true }
    }
    case 'done':
      return { ok: true, ...(decision.held && { anchor: decision.held.anchor }) }
  }
}
