import { randomUUID } from 'node:crypto'
import type { AddDelta, ModifyDelta } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import type { Attributes, AttributeType } from '../../model/value.js'
import type { ConnectorContext } from '../connector.js'
import { changedAttributes } from '../kit/changes.js'
import { definitionsOf } from '../kit/selection.js'
import {
  anchorText,
  type DirectoryEntry,
  type DirectoryShape,
  directoryShape,
  groupByKey,
} from './directory-content.js'
import { decodePairs, type EntryPair, isTrouble } from './entry-value.js'
import type { Made, Records, Stored } from './format.js'

/** A record as it is in the file, or, without `raw`, as it will be. */
export interface DirectoryRow {
  readonly entry: DirectoryEntry
  readonly raw?: string
}

/** How entries of a directory are looked at and changed, whatever the format. */
export type DirectoryRecords = Pick<Records<DirectoryRow>, 'held' | 'add' | 'change'> & {
  stored(entry: DirectoryEntry, raw: string): Stored<DirectoryRow>
}

export function directoryRecords(anchor: string, context: ConnectorContext, file: string): DirectoryRecords {
  const shape = directoryShape(context.types, anchor, file)
  const types = new Map([...definitionsOf(context.types)].map(([key, { type }]) => [key, type]))
  const making = { shape, anchor }

  return {
    stored: (entry, raw) => ({ ...nameOf(entry, shape), row: { entry, raw } }),
    held: ({ anchor: key, dn, row: { entry } }) => {
      return { anchor: key, dn, objectType: typeIn(entry, shape), attributes: imageIn(entry, shape) }
    },
    add: (delta: AddDelta) => {
      const problem = unwritable(delta.dn, delta.attributes)
      if (problem !== undefined) return { ok: false, problem }
      const hasClass = Object.keys(delta.attributes).some(name => name.toLowerCase() === 'objectclass')
      const pairs = hasClass ? [] : [newPair('objectClass', delta.objectType, types)]
      return made({ dn: delta.dn, pairs: [...pairs, ...newPairs(delta.attributes, types)] }, { ...making, isNew: true })
    },
    change: ({ row: { entry } }, delta: ModifyDelta) => {
      const attributes = changedAttributes(imageIn(entry, shape), delta.changes)
      const problem = unwritable(delta.newDn ?? delta.dn, attributes)
      if (problem !== undefined) return { ok: false, problem }
      const pairs = changedPairs(entry.pairs, { attributes, changed: Object.keys(delta.changes), types })
      return made({ dn: delta.newDn ?? entry.dn, pairs }, { ...making, isNew: false })
    },
  }
}

type Types = ReadonlyMap<string, AttributeType>

function made(
  entry: DirectoryEntry,
  { shape, anchor, isNew }: { readonly shape: DirectoryShape; readonly anchor: string; readonly isNew: boolean },
): Made<DirectoryRow> {
  const named = nameOf(entry, shape)
  if (named.anchor !== '' || !isNew) return { ok: true, stored: { ...named, row: { entry } } }
  const uuid = randomUUID()
  const whole = { ...entry, pairs: [...entry.pairs, newPair(anchor, uuid, new Map())] }
  return { ok: true, stored: { anchor: uuid, dn: entry.dn, row: { entry: whole } } }
}

function unwritable(dn: string, attributes: Attributes): Problem | undefined {
  if (!dn.isWellFormed()) {
    return { code: 'invalid-dn', message: 'The name holds half a character (a lone surrogate).', where: { dn } }
  }
  for (const [attribute, values] of Object.entries(attributes)) {
    if (values.some(value => !value.isWellFormed())) {
      const message = 'The value holds half a character (a lone surrogate).'
      return { code: 'invalid-attribute-value', message, where: { dn, attribute } }
    }
  }
  return undefined
}

function nameOf({ dn, pairs }: DirectoryEntry, shape: DirectoryShape): { anchor: string; dn: string } {
  if (shape.anchor === 'dn') return { anchor: dn, dn }
  const pair = pairs.find(({ key }) => key === shape.anchor)
  return { anchor: pair === undefined ? '' : anchorText(pair), dn }
}

function typeIn({ pairs }: DirectoryEntry, shape: DirectoryShape): string {
  const classes = (groupByKey(pairs).get('objectclass') ?? []).map(({ value }) => String(value))
  return shape.chooseType(classes) ?? ''
}

function imageIn(entry: DirectoryEntry, shape: DirectoryShape): Attributes {
  const byKey = groupByKey(entry.pairs)
  const selected = shape.types.find(({ name }) => name === typeIn(entry, shape))?.attributes ?? []
  const found = selected.flatMap(definition => {
    const values = decodePairs({ ...definition, multivalued: true }, byKey.get(definition.name.toLowerCase()) ?? [])
    return isTrouble(values) || values.length === 0 ? [] : [[definition.name, values] as const]
  })
  return Object.fromEntries(found)
}

/** The pairs with the values of changed attributes in the place of their first old value, or at the end. */
function changedPairs(
  pairs: readonly EntryPair[],
  {
    attributes,
    changed,
    types,
  }: { readonly attributes: Attributes; readonly changed: readonly string[]; readonly types: Types },
): EntryPair[] {
  const left = new Map(changed.map(name => [name.toLowerCase(), name]))
  const gone = new Set(left.keys())
  const take = (key: string): EntryPair[] => {
    const name = left.get(key)
    left.delete(key)
    return name === undefined ? [] : newPairs({ [name]: attributes[name] ?? [] }, types)
  }
  const kept = pairs.flatMap(pair => (gone.has(pair.key) ? take(pair.key) : [pair]))
  return [...kept, ...[...left.keys()].flatMap(take)]
}

const newPairs = (attributes: Attributes, types: Types): EntryPair[] =>
  Object.entries(attributes).flatMap(([name, values]) => values.map(value => newPair(name, value, types)))

function newPair(name: string, value: string, types: Types): EntryPair {
  const key = name.toLowerCase()
  const bytes = types.get(key) === 'binary' ? Buffer.from(value, 'base64') : Buffer.from(value, 'utf8')
  return { description: name, key, value: bytes, line: 0 }
}
