import { dnKey, splitDn } from '../../../model/dn.js'
import type { ExportDelta } from '../../connector.js'
import type { Definitions } from './encode.js'

/** What a write touches: the names it is about, and the names its values point to. */
export interface Touched {
  readonly names: readonly string[]
  readonly references: ReadonlySet<string>
}

export function touchedBy(delta: ExportDelta, definitions: Definitions): Touched {
  const names = [dnKey(delta.dn)]
  if (delta.kind === 'modify' && delta.newDn !== undefined) names.push(dnKey(delta.newDn))
  return { names, references: new Set(referencesOf(delta, definitions)) }
}

/** Whether the second of two writes could go wrong, or differently, if it overtook the first. */
export function mustWait(later: Touched, earlier: Touched): boolean {
  return (
    later.names.some(name => earlier.names.some(other => areRelated(name, other)) || earlier.references.has(name)) ||
    earlier.names.some(name => later.references.has(name))
  )
}

function areRelated(a: string, b: string): boolean {
  return a === b || isBelow(a, b) || isBelow(b, a)
}

// An escaped comma in front of the same ending is no border.
function isBelow(name: string, above: string): boolean {
  return name.endsWith(`,${above}`) && splitDn(name).length > splitDn(above).length
}

function referencesOf(delta: ExportDelta, definitions: Definitions): string[] {
  if (delta.kind === 'delete') return []
  const isReference = (name: string) => definitions.get(name.toLowerCase())?.type === 'reference'
  if (delta.kind === 'add') {
    return Object.entries(delta.attributes).flatMap(([name, values]) => (isReference(name) ? values.map(dnKey) : []))
  }
  return Object.entries(delta.changes).flatMap(([name, changes]) =>
    isReference(name) ? changes.flatMap(({ values }) => values.map(dnKey)) : [],
  )
}
