import { expect, test } from '@jest/globals'
import { BASE_ATTRIBUTES, BASE_TYPES } from '../../src/metaverse/base-schema.js'

test('the built-in types are those of MIM, and contact', () => {
  expect([...BASE_TYPES.keys()]).toEqual([
    'person',
    'group',
    'role',
    'organizationalUnit',
    'organization',
    'locality',
    'domain',
    'computer',
    'printer',
    'contact',
  ])
})

test('a person has the 84 attributes of the factory schema except objectID, which is the object itself, each once', () => {
  const person = BASE_TYPES.get('person') ?? []
  expect(new Set(person).size).toBe(person.length)
  expect(person).toHaveLength(83)
})

test.each([
  ['displayName', 'string', false, true],
  ['proxyAddressCollection', 'string', true, true],
  ['otherMailbox', 'string', true, true],
  ['employeeID', 'string', false, true],
  ['department', 'string', false, false],
  ['manager', 'reference', false, false],
  ['member', 'reference', true, false],
  ['owner', 'reference', true, false],
  ['photo', 'binary', false, false],
  ['objectSid', 'binary', false, true],
  ['sIDHistory', 'binary', true, false],
  ['membershipLocked', 'boolean', false, false],
  ['freezeCount', 'number', false, false],
])('%s is a %s', (name, type, multivalued, indexed) => {
  expect(BASE_ATTRIBUTES.get(name)).toEqual({ name, type, multivalued, indexed, unique: false })
})

test('every attribute of a type is defined, and no reference is indexed', () => {
  for (const [type, names] of BASE_TYPES) {
    expect([type, names.filter(name => !BASE_ATTRIBUTES.has(name))]).toEqual([type, []])
  }
  expect([...BASE_ATTRIBUTES.values()].filter(each => each.indexed && each.type === 'reference')).toEqual([])
})
