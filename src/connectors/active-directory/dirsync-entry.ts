import type { Attribute, SearchEntry } from 'ldapts'
import type { AttributeChange, ModifyDelta } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import { decodeValues } from '../kit/ldap/decode.js'
import { guidText } from './guid.js'
import { bytesOf } from './root-dse.js'
import { ANCHOR, type Selection } from './selection.js'

/** What DirSync tells of one object. */
export type Told =
  | { readonly kind: 'gone'; readonly anchor: string }
  /** New, renamed, moved, brought back, or perhaps not matching the filter as before: it has to be read. */
  | { readonly kind: 'read'; readonly anchor: string }
  | { readonly kind: 'changed'; readonly anchor: string; readonly delta: ModifyDelta }
  | { readonly kind: 'problem'; readonly anchor: string; readonly problem: Problem }

/** Present when an object is new, renamed, moved or brought back; absent when it has only other values. */
const READ_SIGNS = new Set(['name', 'parentguid', 'objectclass', 'isdeleted'])
/** Of a linked attribute: values that are there now, and values that are gone ([MS-ADTS] 3.1.1.3.4.1.3). */
const ADDED = 'range=1-1'
const REMOVED = 'range=0-0'

/** Reads one entry of an answer. An attribute that is not in it is as it was; one without values has been cleared. */
export function toldBy(entry: SearchEntry, selection: Selection): Told | undefined {
  const anchor = guidText(bytesOf(entry, ANCHOR))
  if (anchor === undefined) return undefined
  const named = entry.attributes.map(attribute => ({ ...parts(attribute), attribute }))
  if (named.some(({ key, attribute }) => key === 'isdeleted' && isTrue(attribute))) return { kind: 'gone', anchor }
  if (named.some(({ key }) => READ_SIGNS.has(key) || selection.filtered.has(key))) return { kind: 'read', anchor }
  const changes: Record<string, AttributeChange[]> = {}
  for (const one of named) {
    const definition = selection.definitions.get(one.key)
    // The anchor comes with every entry.
    if (definition === undefined || one.option === 'other' || one.key === ANCHOR.toLowerCase()) continue
    const values =
      selection.dialect.decoder?.(definition)?.(one.attribute) ??
      decodeValues({ ...definition, multivalued: true }, one.attribute)
    if ('code' in values) return problemOf(entry, { anchor, code: values.code, attribute: definition.name })
    changes[definition.name] ??= []
    changes[definition.name]?.push({ operation: one.option, values })
  }
  for (const [name, list] of Object.entries(changes)) {
    const definition = selection.definitions.get(name.toLowerCase())
    if (definition?.multivalued === false) {
      // Of a link that has another value now, the old one may have gone untold.
      const values = list.filter(({ operation }) => operation !== 'delete').flatMap(change => change.values)
      if (values.length > 1) return problemOf(entry, { anchor, code: 'multi-single-mismatch', attribute: name })
      changes[name] = [{ operation: 'replace', values }]
    }
  }
  return { kind: 'changed', anchor, delta: { kind: 'modify', dn: entry.name, anchor, changes } }
}

function parts({ type }: Attribute): { key: string; option: AttributeChange['operation'] | 'other' } {
  const [key = '', ...options] = type.toLowerCase().split(';')
  if (options.includes(ADDED)) return { key, option: 'add' }
  if (options.includes(REMOVED)) return { key, option: 'delete' }
  return { key, option: options.every(option => option === 'binary') ? 'replace' : 'other' }
}

const isTrue = ({ values }: Attribute): boolean => values.some(value => String(value).toUpperCase() === 'TRUE')

function problemOf(
  { name: dn }: SearchEntry,
  { anchor, code, attribute }: { anchor: string; code: Problem['code']; attribute: string },
): Told {
  const message = 'A changed value cannot be read as the attribute is declared.'
  return { kind: 'problem', anchor, problem: { code, message, where: { dn, anchor, attribute } } }
}
