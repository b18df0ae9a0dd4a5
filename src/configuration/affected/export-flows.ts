import { isDeepStrictEqual } from 'node:util'
import type { ObjectScope } from '../../storage/resynchronization/scope.js'
import type { ObjectTypeDocument, OutboundSourceDocument } from '../document.js'
import { outboundSourceOf, type PlainExport } from '../normal-forms.js'
import type { Affected, ComparedType } from './affected.js'
import { pairs } from './import-flows.js'
import { type Reader, together } from './reading.js'

/** What is read of metaverse objects, before and after. */
export interface ObjectReaders {
  readonly before: (type: string) => Reader
  readonly after: (type: string) => Reader
}

/** Changed export flows of a type: objects with a connector of it that have something the old or the new source looks at. */
export function exportChanges(type: ComparedType<ObjectTypeDocument>, readers: ObjectReaders): Affected[] {
  const { agent, objectType, before, after } = type
  const changes: Affected[] = []
  for (const [metaverseType, attribute] of pairs(before.export, after.export)) {
    const [old, now] = [before, after].map(rules => flowOf(rules.export?.[metaverseType]?.[attribute]))
    if (isDeepStrictEqual(old, now)) continue
    const flows = [old, now].filter(flow => flow !== undefined)
    const linked = { agent, objectType, onlyUnsent: flows.every(flow => flow.initialOnly) }
    const having = havingOf(
      [readers.before(metaverseType).of(old?.source), readers.after(metaverseType).of(now?.source)],
      old?.allowNulls === true || now?.allowNulls === true ? [old, now] : [],
    )
    changes.push({
      scope: { kind: 'objects', metaverseType, linked, ...(having && { having }) },
      reason: `export of ${objectType}.${attribute} changed`,
    })
  }
  return changes
}

const flowOf = (written: OutboundSourceDocument | undefined): PlainExport | undefined =>
  written === undefined ? undefined : outboundSourceOf(written)

// Where a missing value clears the target by one rule and not by the other, objects without a value are affected, too.
function havingOf(
  readings: Parameters<typeof together>[0],
  clearing: readonly (PlainExport | undefined)[],
): ObjectScope['having'] {
  const reading = together(readings)
  const clearsAlike = clearing.every(flow => flow?.allowNulls === true)
  const { attributes, references, silent } = reading
  return silent && clearsAlike ? { attributes, references } : undefined
}
