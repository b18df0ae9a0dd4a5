import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  addLanes,
  imageLanes,
  type Lanes,
  lanesText,
  NO_LANES,
  nameKey,
  referenceLanes,
  sameLanes,
  subtractLanes,
} from '../../src/connector-space/hash.js'
import { imageShape, toIncoming } from '../../src/connector-space/incoming.js'

const reference = fc.record({
  attribute: fc.constantFrom('member', 'owner'),
  name: fc.string({ minLength: 1 }).map(text => `cn=${text}`),
})
const sum = (list: readonly { attribute: string; name: string }[]): Lanes =>
  list.reduce<Lanes>(
    (lanes, { attribute, name }) => addLanes(lanes, referenceLanes(attribute, nameKey(name))),
    NO_LANES,
  )

test('the order of references does not matter', () => {
  fc.assert(fc.property(fc.array(reference), list => expect(sum([...list].reverse())).toEqual(sum(list))))
})

test('taking a reference away undoes adding it', () => {
  fc.assert(
    fc.property(fc.array(reference), reference, (list, one) => {
      const term = referenceLanes(one.attribute, nameKey(one.name))
      expect(subtractLanes(addLanes(sum(list), term), term)).toEqual(sum(list))
    }),
  )
})

test('the same name in another attribute is another term', () => {
  fc.assert(
    fc.property(fc.string(), name =>
      expect(referenceLanes('member', nameKey(name))).not.toEqual(referenceLanes('owner', nameKey(name))),
    ),
  )
})

test('spelling of a target does not matter, spelling of the name and of values does', () => {
  expect(nameKey('CN=Anna, DC=x')).toBe(nameKey('cn=anna,dc=x'))
  expect(imageLanes('user', 'cn=Anna', {})).not.toEqual(imageLanes('user', 'cn=anna', {}))
  expect(imageLanes('user', 'cn=a', { x: ['1'] })).not.toEqual(imageLanes('user', 'cn=a', { x: ['2'] }))
  expect(imageLanes('user', 'cn=a', {})).not.toEqual(imageLanes('robot', 'cn=a', {}))
})

test('32 digits, whatever the lanes', () => {
  fc.assert(
    fc.property(fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff), fc.nat(0xffffffff), fc.nat(0xffffffff)), lanes => {
      expect(lanesText(lanes)).toMatch(/^[0-9a-f]{32}$/)
      expect(sameLanes(lanes, [...lanes])).toBe(true)
    }),
  )
})

test('an object has one canonical form, in whatever order the source tells it', () => {
  const shape = imageShape([
    { name: 'mail', type: 'string', multivalued: true },
    { name: 'cn', type: 'string', multivalued: false },
    { name: 'member', type: 'reference', multivalued: true },
  ])
  const one = toIncoming(
    {
      kind: 'add',
      objectType: 'g',
      dn: 'cn=g',
      attributes: { mail: ['b', 'a', 'b'], cn: ['g'], member: ['cn=1', 'CN=2', 'cn=2'], secret: ['x'] },
    },
    'g',
    shape,
  )
  const two = toIncoming(
    {
      kind: 'add',
      objectType: 'g',
      dn: 'cn=g',
      attributes: { member: ['cn=2', 'cn = 1'], cn: ['g'], mail: ['a', 'b'], empty: [] },
    },
    'g',
    shape,
  )
  expect(one.lanes).toEqual(two.lanes)
  expect(one.image).toEqual({ cn: ['g'], mail: ['a', 'b'] })
  expect(one.references).toHaveLength(2)
})
