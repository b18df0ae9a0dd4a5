import { isDeepStrictEqual } from 'node:util'
import type { InboundSourceDocument, ObjectTypeDocument } from '../document.js'
import { inboundSourceOf } from '../normal-forms.js'
import type { Affected, ComparedType } from './affected.js'
import { entryReader, together } from './reading.js'

/** How a metaverse attribute of a type comes by its value. */
export type Deciding = (metaverseType: string, attribute: string) => { readonly widely: boolean }

/**
 * Changed import flows of a type: connectors that have something the old or the new source looks at, or that give the attribute
 * now. Attributes that are decided `widely` are left to {@link rankChanges}.
 */
export function importChanges(type: ComparedType<ObjectTypeDocument>, deciding: Deciding): Affected[] {
  const { agent, objectType, before, after } = type
  const read = { before: entryReader(before), after: entryReader(after) }
  const changes: Affected[] = []
  for (const [metaverseType, attribute] of pairs(before.import, after.import)) {
    const [old, now] = [before, after].map(rules => sourceOf(rules.import?.[metaverseType]?.[attribute]))
    if (isDeepStrictEqual(old, now) || deciding(metaverseType, attribute).widely) continue
    const reading = together([read.before.of(old), read.after.of(now)])
    const having = { attributes: reading.attributes, references: reading.references, giving: [attribute] }
    changes.push({
      scope: { kind: 'connectors', agent, objectType, metaverseType, ...(reading.silent && { having }) },
      reason: `import of ${metaverseType}.${attribute} changed`,
    })
  }
  return changes
}

const sourceOf = (written: InboundSourceDocument | undefined) =>
  written === undefined ? undefined : inboundSourceOf(written)

type Flows = Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined

/** The keys of two mappings of mappings, each pair once. */
export function pairs(before: Flows, after: Flows): [string, string][] {
  const types = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  return [...types].flatMap(type => {
    const names = new Set([...Object.keys(before?.[type] ?? {}), ...Object.keys(after?.[type] ?? {})])
    return [...names].map((name): [string, string] => [type, name])
  })
}
