import { isValidDn } from '../../model/dn.js'
import type { AttributeType } from '../../model/value.js'
import type { DiscoveredType } from '../connector.js'
import { COMMON_CLASS_DEPTHS } from '../kit/object-type.js'
import { csvRows } from './csv-reader.js'
import { headerMissing } from './csv-shape.js'
import { entryOf, groupByKey } from './ldif-content.js'
import { ldifRecords } from './ldif-reader.js'
import { isTrouble, type LdifPair, textOfValue } from './ldif-value.js'
import type { CsvSettings, FileSettings } from './settings.js'

/** The types and attributes a file holds, found by reading it. */
export function discoverFile(settings: FileSettings, file: string, signal: AbortSignal): Promise<DiscoveredType[]> {
  return settings.format === 'csv' ? discoverCsv(settings, file, signal) : discoverLdif(file, signal)
}

async function discoverCsv(settings: CsvSettings, file: string, signal: AbortSignal): Promise<DiscoveredType[]> {
  let header: readonly string[] | undefined
  const types = new Set(settings.objectType === undefined ? [] : [settings.objectType])
  for await (const rows of csvRows({ file, settings, signal })) {
    const body = header === undefined ? rows.slice(1) : rows
    header ??= rows[0]?.cells ?? []
    if (settings.objectTypeColumn === undefined) break
    const column = header.indexOf(settings.objectTypeColumn)
    for (const { cells } of body) types.add(cells[column] ?? '')
  }
  if (header === undefined) throw headerMissing(file)
  const attributes = header.map(name => ({ name, type: 'string' as const, multivalued: false }))
  return [...types].filter(name => name !== '').map(name => ({ name, attributes }))
}

interface Seen {
  readonly name: string
  type: AttributeType | undefined
  multivalued: boolean
}

async function discoverLdif(file: string, signal: AbortSignal): Promise<DiscoveredType[]> {
  const types = new Map<string, Map<string, Seen>>()
  for await (const records of ldifRecords({ file, signal })) {
    for (const record of records) {
      const entry = entryOf(record)
      if (isTrouble(entry)) continue
      const byKey = groupByKey(entry.pairs)
      const type = mostSpecific((byKey.get('objectclass') ?? []).map(({ value }) => String(value)))
      if (type === undefined) continue
      const attributes = types.get(type) ?? new Map<string, Seen>()
      types.set(type, attributes)
      for (const [key, pairs] of byKey) note(attributes, key, pairs)
    }
  }
  return [...types].map(([name, attributes]) => ({
    name,
    attributes: [...attributes.values()].map(seen => ({ ...seen, type: seen.type ?? 'string' })),
  }))
}

function note(attributes: Map<string, Seen>, key: string, pairs: readonly LdifPair[]): void {
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
