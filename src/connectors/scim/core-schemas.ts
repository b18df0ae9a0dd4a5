import type { AttributeDescription } from './attributes.js'

/** The schemas of RFC 7643 sections 4.1 to 4.3, for services that do not describe themselves. */

const simple = (name: string, more: Partial<AttributeDescription> = {}): AttributeDescription => ({
  name,
  type: 'string',
  multiValued: false,
  ...more,
})
const complex = (
  name: string,
  subAttributes: readonly AttributeDescription[],
  more: Partial<AttributeDescription> = {},
): AttributeDescription => ({ name, type: 'complex', multiValued: false, subAttributes, ...more })
/** A list of values with a type each. */
const typedList = (name: string, types: readonly string[], value: Partial<AttributeDescription> = {}) =>
  complex(
    name,
    [
      simple('value', value),
      simple('display'),
      simple('type', types.length > 0 ? { canonicalValues: types } : {}),
      simple('primary', { type: 'boolean' }),
    ],
    { multiValued: true },
  )
const reference = (name: string, referenceTypes: readonly string[], more: Partial<AttributeDescription> = {}) =>
  complex(name, [simple('value'), simple('$ref', { type: 'reference', referenceTypes }), simple('display')], more)

const USER: readonly AttributeDescription[] = [
  simple('userName', { uniqueness: 'server' }),
  complex(
    'name',
    ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'].map(name =>
      simple(name),
    ),
  ),
  ...['displayName', 'nickName', 'profileUrl', 'title', 'userType', 'preferredLanguage', 'locale', 'timezone'].map(
    name => simple(name),
  ),
  simple('active', { type: 'boolean' }),
  simple('password', { mutability: 'writeOnly', returned: 'never' }),
  typedList('emails', ['work', 'home', 'other']),
  typedList('phoneNumbers', ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
  typedList('ims', ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo']),
  typedList('photos', ['photo', 'thumbnail']),
  complex(
    'addresses',
    [
      ...['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'].map(name => simple(name)),
      simple('type', { canonicalValues: ['work', 'home', 'other'] }),
      simple('primary', { type: 'boolean' }),
    ],
    { multiValued: true },
  ),
  reference('groups', ['User', 'Group'], { multiValued: true, mutability: 'readOnly' }),
  ...['entitlements', 'roles'].map(name => typedList(name, [])),
  typedList('x509Certificates', [], { type: 'binary' }),
]

const ENTERPRISE_USER: readonly AttributeDescription[] = [
  ...['employeeNumber', 'costCenter', 'organization', 'division', 'department'].map(name => simple(name)),
  reference('manager', ['User']),
]

const GROUP: readonly AttributeDescription[] = [
  simple('displayName'),
  reference('members', ['User', 'Group'], { multiValued: true }),
]

const SCHEMAS = 'urn:ietf:params:scim:schemas'

export const CORE_SCHEMAS: ReadonlyMap<string, readonly AttributeDescription[]> = new Map([
  [`${SCHEMAS}:core:2.0:User`, USER],
  [`${SCHEMAS}:extension:enterprise:2.0:User`, ENTERPRISE_USER],
  [`${SCHEMAS}:core:2.0:Group`, GROUP],
])

/** The resource types that a service has that does not say which. */
export const CORE_TYPES = [
  {
    name: 'User',
    endpoint: '/Users',
    schema: `${SCHEMAS}:core:2.0:User`,
    extensions: [`${SCHEMAS}:extension:enterprise:2.0:User`],
  },
  { name: 'Group', endpoint: '/Groups', schema: `${SCHEMAS}:core:2.0:Group`, extensions: [] },
] as const
