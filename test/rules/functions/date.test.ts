import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compiler, scope } from '../support.js'
import { table } from './table.js'

describe('reading dates', () => {
  table([
    ["CStr(CDate('2026-01-31'))", '2026-01-31T00:00:00Z'],
    ["CStr(CDate('2026-01-31T08:30+02:00'))", '2026-01-31T06:30:00Z'],
    ["CStr(CDate('2026-01-31 08:30:15.25Z'))", '2026-01-31T08:30:15.250Z'],
    ["CStr(CDate('2013-01-10 4:00 PM -8'))", '2013-01-11T00:00:00Z'],
    ["CStr(CDate('12/25/2007'))", '2007-12-25T00:00:00Z'],
    ["CStr(CDate('12/25/2007 12:05:06 am'))", '2007-12-25T00:05:06Z'],
    ["CStr(CDate('20140905081453.0Z'))", '2014-09-05T08:14:53Z'],
    ["CStr(CDate('20140905081453+0530'))", '2014-09-05T02:44:53Z'],
    ["CStr(CDate('20140905'))", '2014-09-05T00:00:00Z'],
    ["CStr(CDate(' 2024-02-29 '))", '2024-02-29T00:00:00Z'],
    ["CStr(CDate('2026-02-29'))", { error: 'is no date' }],
    ["CStr(CDate('13/01/2026'))", { error: 'is no date' }],
    ["CStr(CDate('2026-01-31T25:00'))", { error: 'is no date' }],
    ["CStr(CDate('2026-01-31 13:00 PM'))", { error: 'is no date' }],
    ["CStr(CDate('tomorrow'))", { error: 'is no date' }],
    ["CStr(CDate(''))", { error: 'is no date' }],
    ['CStr(CDate(cs.middleName))', undefined],
    ["CDate('2026-01-31') < CDate('2/1/2026')", 'true'],
    ["string(CDate('2026-01-31'))", '2026-01-31T00:00:00Z'],
  ])
})

const at = (format: string, date = '2026-03-04T15:06:07.089Z') => `FormatDateTime(CDate('${date}'), "${format}")`

describe('writing dates', () => {
  table([
    [at('yyyy-MM-dd'), '2026-03-04'],
    [at('yyyyMMddHHmmss.0Z'), '20260304150607.0Z'],
    [at('d/M/yy h:m:s tt'), '4/3/26 3:6:7 PM'],
    [at('hh:mm t', '2026-03-04T00:06Z'), '12:06 A'],
    [at('dddd, d MMMM yyyy'), 'Wednesday, 4 March 2026'],
    [at('ddd d MMM'), 'Wed 4 Mar'],
    [at('HH.mm.ss.fff'), '15.06.07.089'],
    [at('s.FFF', '2026-03-04T00:00:05.500Z'), '5.5'],
    [at("yyyy 'year' \\\\y zzz K"), '2026 year y +00:00 Z'],
    [at('%d'), '4'],
    [at('d'), '03/04/2026'],
    [at('s'), '2026-03-04T15:06:07'],
    [at('u'), '2026-03-04 15:06:07Z'],
    [at('o'), '2026-03-04T15:06:07.0890000Z'],
    [at('r'), 'Wed, 04 Mar 2026 15:06:07 GMT'],
    [at('q'), { error: "'q' is no format" }],
    [at(''), { error: 'is empty' }],
    ["FormatDateTime('12/25/2007', 'yyyy-MM-dd')", '2007-12-25'],
    ["DateTimeFormat('12/25/2007', 'yyyy-MM-dd')", '2007-12-25'],
    ["DateTimeFormat(CDate('12/25/2007'), 'yyyy')", '2007'],
    ["DateTimeFormat('12.25.2007', 'yyyy')", { error: 'is no date' }],
    ["DateTimeFormat(cs.middleName, 'yyyy')", undefined],
  ])
})

const add = (interval: string, count: number, date: string) =>
  `CStr(DateAdd('${interval}', ${count}, CDate('${date}')))`

describe('calculating with dates', () => {
  table([
    [add('m', 3, '2001-01-01'), '2001-04-01T00:00:00Z'],
    [add('m', 1, '2026-01-31'), '2026-02-28T00:00:00Z'],
    [add('m', -11, '2025-01-31'), '2024-02-29T00:00:00Z'],
    [add('yyyy', 1, '2024-02-29'), '2025-02-28T00:00:00Z'],
    [add('q', -1, '2026-03-31'), '2025-12-31T00:00:00Z'],
    [add('y', 1, '2026-12-31'), '2027-01-01T00:00:00Z'],
    [add('d', -1, '2026-03-01'), '2026-02-28T00:00:00Z'],
    [add('w', 2, '2026-01-01'), '2026-01-03T00:00:00Z'],
    [add('WW', 1, '2026-01-01'), '2026-01-08T00:00:00Z'],
    [add('h', 25, '2026-01-01'), '2026-01-02T01:00:00Z'],
    [add('n', 0, '2026-01-01'), '2026-01-01T00:00:00Z'],
    [add('s', -1, '2026-01-01'), '2025-12-31T23:59:59Z'],
    [add('month', 1, '2026-01-01'), { error: 'yyyy, q, m' }],
    [add('yyyy', 9000, '2026-01-01'), { error: 'years 1 to 9999' }],
    ["CStr(DateAdd('d', 1, CDate(cs.middleName)))", undefined],
    ['CStr(DateFromNum(129699324000000000))', '2012-01-01T23:00:00Z'],
    ['CStr(DateFromNum(0))', '1601-01-01T00:00:00Z'],
    ['CStr(DateFromNum(-1))', { error: 'no point in time' }],
    ['CStr(DateFromNum(9223372036854775807))', { error: 'no point in time' }],
    ["NumFromDate(CDate('2012-01-01 23:00:00'))", '129699324000000000'],
    ["NumFromDate(CDate('1601-01-01'))", '0'],
    ["NumFromDate(CDate('1600-12-31'))", '-864000000000'],
  ])

  test('a point in time comes back from its number and from its text', () => {
    const back = compiler.compile("CStr(DateFromNum(NumFromDate(CDate(cs.sn)))) + FormatDateTime(CDate(cs.sn), 'o')")
    const dates = fc.date({ min: new Date('1601-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(dates, date => {
        const iso = date.toISOString()
        const expected = iso.replace('.000Z', 'Z') + iso.replace('Z', '0000Z')
        expect(back.evaluate(scope({ sn: [iso] }))).toEqual([expected])
      }),
    )
  })
})
