import { isValidDn } from '../../model/dn.js'
import type { AttributeType } from '../../model/value.js'
import type { DiscoveredType } from '../connector.js'
import { COMMON_CLASS_DEPTHS } from '../kit/object-type.js'
import { type DirectoryEntry, groupByKey } from './directory-content.js'
import { type EntryPair, textOfValue } from './entry-value.js'

interface Seen {
  readonly name: string
  type: AttributeType | undefined
  multivalued: boolean
}

/** The types and attributes of entries, found by looking at all of them. */
export async function discoverDirectory(entries: AsyncIterable<readonly DirectoryEntry[]>): Promise<DiscoveredType[]> {
  const types = new Map<string, Map<string, Seen>>()
  for await (const chunk of entries) {
    for (const { pairs } of chunk) {
      const byKey = groupByKey(pairs)
      const type = mostSpecific((byKey.get('objectclass') ?? []).map(({ value }) => String(value)))
      if (type === undefined) continue
      const attributes = types.get(type) ?? new Map<string, Seen>()
      types.set(type, attributes)
      for (const [key, found] of byKey) note(attributes, key, found)
    }
  }
  return [...types].map(([name, attributes]) => ({
    name,
    attributes: [...attributes.values()].map(seen => ({ ...seen, type: seen.type ?? 'string' })),
  }))
}

function note(attributes: Map<string, Seen>, key: string, pairs: readonly EntryPair[]): void {
  const held = attributes.get(key) ?? {
    name: (pairs[0]?.description ?? key).replace(/;binary$/i, ''),
    type: undefined,
    multivalued: false,
  }
  attributes.set(key, held)
  if (pairs.length > 1) held.multivalued = true
  for (const { value } of pairs) held.type = wider(held.type, guess(textOfValue(value)))
}

function guess(text: string | undefined): AttributeType {
  if (text === undefined) return 'binary'
  if (/^[a-z][a-z0-9-]*=/i.test(text) && isValidDn(text)) return 'reference'
  return text === 'TRUE' || text === 'FALSE' ? 'boolean' : 'string'
}

// Every value must fit: what is bytes once is bytes, and what differs is text.
function wider(before: AttributeType | undefined, now: AttributeType): AttributeType {
  if (before === undefined || before === now) return now
  return before === 'binary' || now === 'binary' ? 'binary' : 'string'
}

function mostSpecific(classes: readonly string[]): string | undefined {
  const depth = (name: string) => COMMON_CLASS_DEPTHS.get(name.toLowerCase()) ?? 1
  return [...classes].sort((a, b) => depth(b) - depth(a))[0]
}
