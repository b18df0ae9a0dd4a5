import type { Attributes } from '../model/value.js'
import type { MetaverseSchema } from './schema.js'

/** Longer values are cut for searching: an index cannot hold them. */
const KEY_LENGTH = 400

/** How a value is compared in joins and searches: without case, in Unicode's composed form. */
export function searchKey(value: string): string {
  const folded = value.toLowerCase()
  return (folded.length > KEY_LENGTH ? folded.slice(0, KEY_LENGTH) : folded).normalize('NFC')
}

/** The search keys of an object: its indexed attributes, normalized. Reference attributes have none. */
export function searchKeys(attributes: Attributes, schema: MetaverseSchema): Record<string, string[]> {
  const keys: Record<string, string[]> = {}
  for (const name in attributes) {
    const definition = schema.attributes.get(name)
    if (definition?.indexed) keys[name] = (attributes[name] ?? []).map(searchKey)
  }
  return keys
}
