import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { deltaKeys, withoutRepeats } from '../../src/connector-space/delta-keys.js'
import type { Delta } from '../../src/model/delta.js'
import { postponedDeletions } from '../../src/runs/postponed-deletions.js'

const add = (anchor: string, dn = `cn=${anchor}`): Delta => ({
  kind: 'add',
  objectType: 'user',
  anchor,
  dn,
  attributes: {},
})
const modify = (anchor: string, dn = `cn=${anchor}`): Delta => ({ kind: 'modify', anchor, dn, changes: { member: [] } })
const rename = (anchor: string, newDn: string, dn = `cn=${anchor}`): Delta => ({
  kind: 'modify',
  anchor,
  dn,
  newDn,
  changes: {},
})
const remove = (anchor: string | undefined, dn = `cn=${anchor}`): Delta => ({
  kind: 'delete',
  dn,
  ...(anchor === undefined ? {} : { anchor }),
})
const isReferring = (delta: Delta): boolean => delta.kind === 'modify' && 'member' in delta.changes

test('parts keep the order of the whole, and in none an object comes up twice', () => {
  const delta = fc.oneof(
    fc.nat(4).map(n => add(`${n}`)),
    fc.nat(4).map(n => modify(`${n}`)),
    fc.tuple(fc.nat(4), fc.nat(4)).map(([n, m]) => rename(`${n}`, `cn=${m}`)),
    fc.nat(4).map(n => remove(`${n}`)),
  )
  fc.assert(
    fc.property(fc.array(delta), deltas => {
      const parts = withoutRepeats(deltas, isReferring)
      expect(parts.flat()).toEqual(deltas)
      for (const part of parts) {
        const keys = part.flatMap(each => [...new Set(deltaKeys(each))])
        expect(new Set(keys).size).toBe(keys.length)
        const referring = part.findIndex(isReferring)
        if (referring >= 0)
          expect(part.slice(referring).some(each => each.kind === 'modify' && each.newDn !== undefined)).toBe(false)
      }
    }),
  )
})

test('what refers to an object that was just renamed, by its old name or its new one, follows in a part of its own', () => {
  const refer = (target: string): Delta => ({
    kind: 'modify',
    anchor: '9',
    dn: 'cn=9',
    changes: { member: [{ operation: 'add', values: [target] }] },
  })
  for (const name of ['cn=1', 'cn=new']) {
    const [renaming, referring] = [rename('1', 'cn=New'), refer(name)]
    expect(withoutRepeats([renaming, referring], isReferring)).toEqual([[renaming], [referring]])
  }
  expect(withoutRepeats([rename('1', 'cn=New'), refer('cn=2')], isReferring)).toHaveLength(1)
})

test('deletions wait for the end', () => {
  const deletions = postponedDeletions()
  expect(deletions.sift([remove('1'), modify('2'), remove('3')])).toEqual([modify('2')])
  expect(deletions.all()).toEqual([remove('1'), remove('3')])
  expect([deletions.count, deletions.hasty]).toEqual([2, 0])
})

test('one whose object comes up again comes before the news; one whose object is reported whole never mattered', () => {
  const deletions = postponedDeletions()
  expect(deletions.sift([remove('1'), remove('2'), modify('1'), add('2')])).toEqual([
    remove('1'),
    modify('1'),
    add('2'),
  ])
  expect(deletions.all()).toEqual([])
})

test('one that is known by its name alone is staged before another object takes the name, however it is spelled', () => {
  const deletions = postponedDeletions()
  const taking = rename('8', 'CN=Two')
  expect(deletions.sift([remove(undefined, 'cn=two'), taking])).toEqual([remove(undefined, 'cn=two'), taking])
  expect([deletions.count, deletions.hasty]).toEqual([1, 1])
  // By its anchor it is found in any case.
  expect(deletions.sift([remove('1', 'cn=One'), add('9', 'CN=one')])).toEqual([add('9', 'CN=one')])
  expect(deletions.all()).toEqual([remove('1', 'cn=One')])
})
