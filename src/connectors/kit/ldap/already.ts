import { PresenceFilter, type SearchEntry } from 'ldapts'
import type { AddDelta, Changes } from '../../../model/delta.js'
import { dnKey } from '../../../model/dn.js'
import type { Attributes, Value, Values } from '../../../model/value.js'
import { changesHold, contains } from '../changes.js'
import { anchorText, decodeValues } from './decode.js'
import type { Dialect } from './dialect.js'
import type { Definitions, Wording } from './encode.js'
import { searchOnce } from './pages.js'
import { codeOf } from './trouble.js'
import type { Wire } from './wire.js'

const ANY = new PresenceFilter({ attribute: 'objectClass' })
/** What a server takes and never shows again. */
const WRITE_ONLY = new Set(['userpassword', 'unicodepwd'])

/** Looks at one entry; undefined when there is none to be seen. @throws ldapts errors of any other kind. */
export async function lookAt(wire: Wire, dn: string, attributes: readonly string[]): Promise<SearchEntry | undefined> {
  try {
    const entries = await searchOnce(wire, { base: dn, scope: 'base', filter: ANY, attributes, timeLimit: 0 })
    return entries[0]
  } catch (error) {
    if (codeOf(error) === 32) return undefined
    throw error
  }
}

/** The anchor the server gave an entry, in the same text as an import reads it. */
export async function anchorOf(
  wire: Wire,
  dn: string,
  { anchor, dialect }: { readonly anchor: string; readonly dialect?: Dialect | undefined },
): Promise<string | undefined> {
  const entry = await lookAt(wire, dn, [anchor])
  const attribute = entry?.attributes.find(({ type, values }) => sameName(type, anchor) && values.length > 0)
  return attribute && anchorText(attribute, dialect)
}

/** Whether the entry is of the type and has all values of an add that a crashed run may have sent. */
export async function isAdded(wire: Wire, delta: AddDelta, wording: Wording): Promise<boolean> {
  const wanted = comparable(delta.attributes)
  const entry = await lookAt(wire, delta.dn, ['objectClass', ...Object.keys(wanted)])
  if (entry === undefined) return false
  const classes = entry.attributes.find(({ type }) => sameName(type, 'objectClass'))?.values ?? []
  const isOfType = classes.some(name => sameName(String(name), delta.objectType))
  const held = heldAttributes(entry, Object.keys(wanted), wording)
  const { definitions } = wording
  return isOfType && contains(keyed(held, definitions), keyed(wanted, definitions))
}

/** Whether the entry is as the changes would leave it. */
export async function areMade(wire: Wire, dn: string, changes: Changes, wording: Wording): Promise<boolean> {
  const { definitions } = wording
  const names = Object.keys(changes).filter(name => !WRITE_ONLY.has(name.toLowerCase()))
  const entry = await lookAt(wire, dn, names.length > 0 ? names : ['1.1'])
  if (entry === undefined) return false
  const held = keyed(heldAttributes(entry, names, wording), definitions)
  return changesHold(
    held,
    Object.fromEntries(
      names.map(name => {
        const list = changes[name] ?? []
        return [name, list.map(change => ({ ...change, values: keyedValues(name, change.values, definitions) }))]
      }),
    ),
  )
}

function heldAttributes(entry: SearchEntry, names: readonly string[], { definitions, dialect }: Wording): Attributes {
  const held: Record<string, Values> = {}
  for (const name of names) {
    const attribute = entry.attributes.find(({ type }) => sameName(type, name))
    if (attribute === undefined || attribute.values.length === 0) continue
    const type = definitions.get(name.toLowerCase())?.type ?? 'string'
    const definition = { name, type, multivalued: true }
    const values = dialect.decoder?.(definition)?.(attribute) ?? decodeValues(definition, attribute)
    if (!('code' in values) && values.length > 0) held[name] = values
  }
  return held
}

const comparable = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !WRITE_ONLY.has(name.toLowerCase())))

// Servers compare most texts without case and names by their parts; bytes exactly.
function keyed(attributes: Attributes, definitions: Definitions): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, values]) => [name, keyedValues(name, values, definitions)]),
  )
}

function keyedValues(name: string, values: Values, definitions: Definitions): Values {
  const type = definitions.get(name.toLowerCase())?.type ?? 'string'
  if (type === 'binary') return values
  const key: (value: Value) => Value =
    type === 'reference' ? dnKey : value => value.trim().replace(/ {2,}/g, ' ').toLowerCase()
  return values.map(key)
}

const sameName = (description: string, name: string): boolean =>
  description.toLowerCase().split(';')[0] === name.toLowerCase()
