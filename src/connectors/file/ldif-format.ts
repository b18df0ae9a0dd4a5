import { randomUUID } from 'node:crypto'
import type { Problem } from '../../model/problem.js'
import type { Attributes, AttributeType } from '../../model/value.js'
import type { ConnectorContext } from '../connector.js'
import { changedAttributes } from '../kit/changes.js'
import { definitionsOf } from '../kit/selection.js'
import { malformed } from './bytes.js'
import type { FileFormat, Made, Stored } from './format.js'
import { anchorText, entryOf, groupByKey, type LdifEntry, type LdifShape, ldifShape } from './ldif-content.js'
import { printLine } from './ldif-print.js'
import { ldifRecords } from './ldif-reader.js'
import { decodePairs, isTrouble, type LdifPair } from './ldif-value.js'
import type { LdifSettings } from './settings.js'
import { HALF_CHARACTER } from './text.js'

/** A record as it is in the file, or as it will be. */
type Row = { readonly raw: string } | { readonly entry: LdifEntry }

const VERSION = /^((?:#.*\r?\n(?: .*\r?\n)*|\r?\n)*version:[^\n]*\n(?:\r?\n)*)/i
const NEW_FILE = 'version: 1\n\n'

/** LDIF as a format to export to. Records that do not change are copied byte by byte, comments and all. */
export function ldifFormat({ anchor }: LdifSettings, context: ConnectorContext, file: string): FileFormat<Row> {
  const shape = ldifShape(context.types, anchor, file)
  const types = new Map([...definitionsOf(context.types)].map(([key, { type }]) => [key, type]))
  let head: string | undefined

  return {
    async *records(signal) {
      head = ''
      let isFirst = true
      for await (const records of ldifRecords({ file, signal })) {
        const stored: Stored<Row>[] = []
        for (const record of records) {
          const entry = entryOf(record)
          if (isTrouble(entry))
            throw malformed(file, `${entry.message} The file is not rewritten.`, { line: entry.line })
          const prelude = isFirst ? (VERSION.exec(record.raw)?.[0] ?? '') : ''
          if (isFirst) head = prelude
          isFirst = false
          const raw = record.raw.slice(prelude.length)
          stored.push({ ...nameOf(entry, shape), row: { raw } })
        }
        yield stored
      }
    },
    head: () => head ?? NEW_FILE,
    held: stored => {
      const entry = entryIn(stored.row)
      return {
        anchor: stored.anchor,
        dn: stored.dn,
        objectType: typeIn(entry, shape),
        attributes: imageIn(entry, shape),
      }
    },
    add: delta => {
      const problem = unwritable(delta.dn, delta.attributes)
      if (problem !== undefined) return { ok: false, problem }
      const hasClass = Object.keys(delta.attributes).some(name => name.toLowerCase() === 'objectclass')
      const pairs = hasClass ? [] : [newPair('objectClass', delta.objectType, types)]
      return made(
        { dn: delta.dn, pairs: [...pairs, ...newPairs(delta.attributes, types)] },
        { shape, anchor, isNew: true },
      )
    },
    change: (stored, delta) => {
      const entry = entryIn(stored.row)
      const attributes = changedAttributes(imageIn(entry, shape), delta.changes)
      const problem = unwritable(delta.newDn ?? delta.dn, attributes)
      if (problem !== undefined) return { ok: false, problem }
      const pairs = changedPairs(entry.pairs, { attributes, changed: Object.keys(delta.changes), types })
      return made({ dn: delta.newDn ?? entry.dn, pairs }, { shape, anchor, isNew: false })
    },
    print: ({ row }) => ('raw' in row ? closed(row.raw) : printEntry(row.entry)),
    bytes: text => Buffer.from(text, 'latin1'),
  }
}

type Types = ReadonlyMap<string, AttributeType>

function made(
  entry: LdifEntry,
  { shape, anchor, isNew }: { readonly shape: LdifShape; readonly anchor: string; readonly isNew: boolean },
): Made<Row> {
  const named = nameOf(entry, shape)
  if (named.anchor !== '' || !isNew) return { ok: true, stored: { ...named, row: { entry } } }
  const uuid = randomUUID()
  const whole = { ...entry, pairs: [...entry.pairs, newPair(anchor, uuid, new Map())] }
  return { ok: true, stored: { anchor: uuid, dn: entry.dn, row: { entry: whole } } }
}

function unwritable(dn: string, attributes: Attributes): Problem | undefined {
  for (const [attribute, values] of Object.entries(attributes)) {
    if (values.some(value => HALF_CHARACTER.test(value))) {
      const message = 'The value holds half a character (a lone surrogate).'
      return { code: 'invalid-attribute-value', message, where: { dn, attribute } }
    }
  }
  return undefined
}

function nameOf({ dn, pairs }: LdifEntry, shape: LdifShape): { anchor: string; dn: string } {
  if (shape.anchor === 'dn') return { anchor: dn, dn }
  const pair = pairs.find(({ key }) => key === shape.anchor)
  return { anchor: pair === undefined ? '' : anchorText(pair), dn }
}

function entryIn(row: Row): LdifEntry {
  if ('entry' in row) return row.entry
  const lines: { text: string; number: number }[] = []
  let isComment = false
  for (const text of row.raw.split(/\r?\n/)) {
    const last = lines.at(-1)
    if (text.startsWith(' ')) {
      if (!isComment && last !== undefined) last.text += text.slice(1)
      continue
    }
    isComment = text.startsWith('#')
    if (!isComment && text !== '') lines.push({ text, number: 0 })
  }
  const entry = entryOf({ lines, raw: row.raw, end: 0, isClosed: true })
  if (isTrouble(entry)) throw new Error(`A record that was read cannot be read again: ${entry.message}`)
  return entry
}

function typeIn({ pairs }: LdifEntry, shape: LdifShape): string {
  const classes = (groupByKey(pairs).get('objectclass') ?? []).map(({ value }) => String(value))
  return shape.chooseType(classes) ?? ''
}

function imageIn(entry: LdifEntry, shape: LdifShape): Attributes {
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
  pairs: readonly LdifPair[],
  {
    attributes,
    changed,
    types,
  }: { readonly attributes: Attributes; readonly changed: readonly string[]; readonly types: Types },
): LdifPair[] {
  const left = new Map(changed.map(name => [name.toLowerCase(), name]))
  const gone = new Set(left.keys())
  const take = (key: string): LdifPair[] => {
    const name = left.get(key)
    left.delete(key)
    return name === undefined ? [] : newPairs({ [name]: attributes[name] ?? [] }, types)
  }
  const kept = pairs.flatMap(pair => (gone.has(pair.key) ? take(pair.key) : [pair]))
  return [...kept, ...[...left.keys()].flatMap(take)]
}

const newPairs = (attributes: Attributes, types: Types): LdifPair[] =>
  Object.entries(attributes).flatMap(([name, values]) => values.map(value => newPair(name, value, types)))

function newPair(name: string, value: string, types: Types): LdifPair {
  const key = name.toLowerCase()
  const bytes = types.get(key) === 'binary' ? Buffer.from(value, 'base64') : Buffer.from(value, 'utf8')
  return { description: name, key, value: bytes, line: 0 }
}

const printEntry = ({ dn, pairs }: LdifEntry): string =>
  `${printLine('dn', Buffer.from(dn, 'utf8'))}${pairs.map(({ description, value }) => printLine(description, value)).join('')}\n`

// The last record of a file may lack the empty line that now must stand between it and the next.
const closed = (raw: string): string => (/\n\r?\n$/.test(raw) ? raw : `${raw}\n`)
