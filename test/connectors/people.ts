import type { ObjectTypeSelection } from '../../src/connectors/connector.js'
import type { AddDelta } from '../../src/model/delta.js'
import type { Attributes } from '../../src/model/value.js'

export const BASE = 'ou=people,dc=example,dc=org'

export const PERSON: ObjectTypeSelection = {
  name: 'inetOrgPerson',
  attributes: [
    { name: 'cn', type: 'string', multivalued: false },
    { name: 'sn', type: 'string', multivalued: false },
    { name: 'description', type: 'string', multivalued: true },
    { name: 'employeeNumber', type: 'number', multivalued: false },
    { name: 'hubActive', type: 'boolean', multivalued: false },
    { name: 'jpegPhoto', type: 'binary', multivalued: true },
    { name: 'manager', type: 'reference', multivalued: false },
  ],
}

export const GROUP: ObjectTypeSelection = {
  name: 'groupOfNames',
  attributes: [
    { name: 'cn', type: 'string', multivalued: false },
    { name: 'member', type: 'reference', multivalued: true },
  ],
}

/** A photo: bytes that are no UTF-8, with zeros and line ends among them. */
export const PHOTO = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x0d, 0x0a, 0x0a, 0x80, 0x3a, 0x20]).toString(
  'base64',
)

export const person = (cn: string, attributes: Attributes = {}, rdn = cn): AddDelta => ({
  kind: 'add',
  objectType: 'inetOrgPerson',
  dn: `cn=${rdn},${BASE}`,
  attributes: { cn: [cn], sn: ['Surname'], ...attributes },
})

export const group = (cn: string, members: readonly string[]): AddDelta => ({
  kind: 'add',
  objectType: 'groupOfNames',
  dn: `cn=${cn},${BASE}`,
  attributes: { cn: [cn], member: members },
})

export const ADA = person('Ada', { hubActive: ['true'], jpegPhoto: [PHOTO], employeeNumber: ['7'] })
/** Commas, an escaped backslash, a plus and characters beyond ASCII, in the name and in values. */
export const ODD = person(
  'Müller, Jörg \\ Söhne + Co',
  { description: ['first; second', 'drittes | „Zitat“', 'line one\nline two', '日本語 \u{1F600}'], manager: [ADA.dn] },
  'Müller\\, Jörg \\\\ Söhne \\+ Co',
)
/** Nothing but what it must have. */
export const BARE = person('Bare')
export const TEAM = group('Team', [ADA.dn, ODD.dn])
