import { Attribute, Change } from 'ldapts'
import type { AddDelta, AttributeChange, Changes } from '../../../model/delta.js'
import { parentDn, rdnOf, splitDn } from '../../../model/dn.js'
import type { AttributeDefinition, Values } from '../../../model/value.js'
import { rdnPairs, trimmed } from '../rdn.js'
import type { Dialect } from './dialect.js'

export type Definitions = ReadonlyMap<string, AttributeDefinition>

/** How values are to be written: as their attributes are declared, in the words of the server. */
export interface Wording {
  readonly definitions: Definitions
  readonly dialect: Dialect
}

/** Attributes whose values travel with the option `;binary` (RFC 4523). */
const WITH_BINARY_OPTION = new Set([
  'usercertificate',
  'cacertificate',
  'crosscertificatepair',
  'certificaterevocationlist',
  'authorityrevocationlist',
  'deltarevocationlist',
])

/** The attributes of a new entry. Without `objectClass` among them, `objectClasses` says what it is. */
export function encodeAdd(
  delta: AddDelta,
  objectClasses: readonly string[],
  { definitions, dialect }: Wording,
): Attribute[] {
  const encoded = Object.entries(delta.attributes).map(([name, values]) =>
    encodeAttribute(name, values, { definitions, dialect }),
  )
  const hasClass = Object.keys(delta.attributes).some(name => name.toLowerCase() === 'objectclass')
  const classes = hasClass ? [] : [new Attribute({ type: 'objectClass', values: [...objectClasses] })]
  return [...classes, ...encoded, ...namingAttributes(delta)]
}

/** Changes in the order replace, delete, add within each attribute. */
export function encodeChanges(changes: Changes, wording: Wording): Change[] {
  return Object.entries(changes).flatMap(([name, list]) =>
    (['replace', 'delete', 'add'] as const).flatMap(operation =>
      list
        .filter(change => change.operation === operation && (operation === 'replace' || change.values.length > 0))
        .map(({ values }) => new Change({ operation, modification: encodeAttribute(name, values, wording) })),
    ),
  )
}

/**
 * The changes that are left once an entry has its new name: a rename sets the values in the name itself, and to add or
 * delete them again would fail.
 */
export function changesAfterRename(changes: Changes, dn: string, newDn: string): Changes {
  const before = new Map(rdnPairs(rdnOf(dn)).map(([type, value]) => [type.toLowerCase(), value]))
  const after = new Map(rdnPairs(rdnOf(newDn)).map(([type, value]) => [type.toLowerCase(), value]))
  const left: Record<string, readonly AttributeChange[]> = {}
  for (const [name, list] of Object.entries(changes)) {
    const set = after.get(name.toLowerCase())
    const unset = before.get(name.toLowerCase())
    const rest = list.map(change => {
      if (change.operation === 'replace') return change
      const done = change.operation === 'add' ? set : unset
      return { ...change, values: change.values.filter(value => value !== done) }
    })
    const needed = rest.filter(({ operation, values }) => operation === 'replace' || values.length > 0)
    if (needed.length > 0) left[name] = needed
  }
  return left
}

/**
 * A new name as ldapts wants it. It splits at the first comma without a backslash before it, so an escaped backslash at
 * the end of the first component is written in hexadecimal, and so is a space there; a rename in place names no parent.
 */
export function encodeNewDn(dn: string, newDn: string): string {
  const rdn = trimmed(rdnOf(newDn)).replaceAll('\\\\', '\\5c').replace(/\\ $/, '\\20')
  const parent = parentDn(newDn)
  const moves = parent !== parentDn(dn)
  return moves && parent !== undefined ? `${rdn},${parent}` : rdn
}

// A server wants the values of the name among the attributes too; few add them by themselves.
function namingAttributes({ dn, attributes }: AddDelta): Attribute[] {
  const given = new Set(Object.keys(attributes).map(name => name.toLowerCase()))
  return rdnPairs(splitDn(dn)[0] ?? '')
    .filter(([type]) => type !== '' && !given.has(type.toLowerCase()))
    .map(([type, value]) => new Attribute({ type, values: [value] }))
}

function encodeAttribute(name: string, values: Values, { definitions, dialect }: Wording): Attribute {
  const type = WITH_BINARY_OPTION.has(name.toLowerCase()) ? `${name};binary` : name
  const definition = definitions.get(name.toLowerCase())
  const encode = dialect.encoder?.(name, definition)
  if (encode !== undefined) return new Attribute({ type, values: encode(values) })
  switch (definition?.type) {
    case 'boolean':
      return new Attribute({ type, values: values.map(value => value.toUpperCase()) })
    case 'binary':
      return new Attribute({ type, values: values.map(value => Buffer.from(value, 'base64')) })
    default:
      return new Attribute({ type, values: [...values] })
  }
}
