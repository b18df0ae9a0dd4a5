import { describe, expect, test } from '@jest/globals'
import { GOOD, inspect, wrongCases } from './support.js'

const NEVER = { message: 'gives something else each time', hint: 'in an export with initialOnly: true' }

describe('values that would never settle', () =>
  wrongCases([
    {
      title: 'an import',
      instead: `displayName: { expression: "cs.givenName + ' ' + cs.sn" }`,
      write: `displayName: { expression: "cs.givenName + ' ' + ▸Guid()" }`,
      ...NEVER,
    },
    {
      title: 'a join',
      instead: `{ expression: "cs.givenName + '.' + cs.sn + '@contoso.test'" }`,
      write: `{ expression: "cs.givenName + string(▸RandomNum(1, 9))" }`,
      ...NEVER,
    },
    {
      title: 'a condition of provisioning',
      instead: `when: "mv.employeeStatus == 'active'"`,
      write: `when: "mv.employeeStatus == 'active' && ▸Now() > CDate('2026-01-31')"`,
      ...NEVER,
    },
    {
      title: 'a name',
      instead: `dn: "'cn=' + mv.accountName + ',dc=contoso,dc=test'"`,
      write: `dn: "'cn=' + ▸Guid() + ',dc=contoso,dc=test'"`,
      ...NEVER,
    },
    {
      title: 'an export that is sent whenever it changes',
      instead: 'mail: { from: mail, allowNulls: true }',
      write: 'mail: { expression: "mv.mail + ▸Guid()", allowNulls: true }',
      ...NEVER,
    },
  ]))

test('an export that is decided once may have them', () => {
  const text = GOOD.replace(
    `"'Welcome' + mv.employeeID"`,
    `"PadLeft(RandomNum(0, 999999), 6, '0') + Left(Guid(), 4) + FormatDateTime(Now(), 'yyyy')"`,
  )
  expect(text).not.toBe(GOOD)
  expect(inspect(text).problems).toEqual([])
})
