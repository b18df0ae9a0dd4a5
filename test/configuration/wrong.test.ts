import { expect, test } from '@jest/globals'
import { GOOD, inspect, SYNTAX } from './support.js'

test('the good configuration has nothing wrong', () => {
  expect(inspect(GOOD).problems).toEqual([])
})

test('everything that is wrong is told at once', () => {
  const text = GOOD.replace('projection: person', 'projection: persn')
    .replace('timezone: Europe/Berlin', 'timezone: Mars/Olympus')
    .replace('connector: writer', 'connector: scribe')
  expect(inspect(text).problems.map(each => each.message)).toEqual([
    'Unknown metaverse type persn',
    'Unknown connector scribe',
    'Unknown time zone Mars/Olympus',
  ])
})

test('a place names its path as well', () => {
  const [problem] = inspect(GOOD.replace('sn, operator: not-present', 'snn, operator: not-present')).problems
  expect(problem?.where?.path).toBe('agents.hr.objects.employee.filter[1][0].attribute')
})

test('several values for one are a warning only', () => {
  const { problems, warnings } = inspect(GOOD.replace('company: { constant: Contoso }', 'company: phones'))
  expect(problems).toEqual([])
  expect(warnings).toMatchObject([
    { message: 'phones may have several values, but company takes one', where: { line: 41 } },
  ])
})

test('an empty document says what is missing', () => {
  expect(inspect('').problems).toMatchObject([{ message: 'version is missing', hint: 'Expected version: 1.' }])
})

test('a document that is no mapping is no document', () => {
  expect(inspect('- a\n- b').problems).toMatchObject([{ code: SYNTAX, message: 'The file holds no mapping' }])
})
