import { describe, expect, test } from '@jest/globals'
import { compileRuleSet, provisionalIds } from '../../src/configuration/compile.js'
import { cronProblem, isTimeZone } from '../../src/configuration/cron.js'
import type { HubDocument } from '../../src/configuration/document.js'
import { readText } from '../../src/configuration/read.js'
import { ruleNames } from '../../src/configuration/rule-names.js'
import { GOOD, testConnectors } from './support.js'

const documentOf = (text: string) => readText(text).value as unknown as HubDocument
const compile = (text: string) => {
  const document = documentOf(text)
  return compileRuleSet(document, { version: 7, ids: provisionalIds(document), connectors: testConnectors }).rules
}

test('rules have readable names, in the order of the document', () => {
  expect(ruleNames(documentOf(GOOD))).toEqual([
    'hr/employee/filter/1',
    'hr/employee/filter/2',
    'hr/employee/join/1',
    'hr/employee/join/2',
    'hr/employee/projection',
    'hr/employee/import/person.employeeID',
    'hr/employee/import/person.manager',
    'hr/employee/import/person.displayName',
    'hr/employee/import/person.company',
    'hr/employee/import/person.headcount',
    'hr/employee/import/person.costCenters',
    'directory/user/import/person.displayName',
    'directory/user/import/person.mail',
    'directory/user/provision/person',
    'directory/user/export/person.displayName',
    'directory/user/export/person.mail',
    'directory/user/export/person.manager',
    'directory/user/export/person.userPassword',
  ])
})

describe('the rule set', () => {
  const rules = compile(GOOD)
  const [hr, directory, target] = [...rules.agents.values()]
  const employee = hr?.types.get('employee')
  const user = directory?.types.get('user')
  const scope = { attributes: { givenName: ['Anna'], sn: ['Meier'] }, objectType: 'employee' }

  test('has the metaverse with its additions', () => {
    expect(rules.version).toBe(7)
    expect(rules.metaverse.attributes.get('costCenters')).toEqual({
      name: 'costCenters',
      type: 'string',
      multivalued: true,
      indexed: true,
      unique: false,
    })
    expect(rules.metaverse.types.get('person')?.attributes.has('badgeNumber')).toBe(true)
    expect(rules.metaverse.types.get('person')?.attributes.has('sn')).toBe(true)
    expect(rules.metaverse.types.get('person')?.deletion).toEqual({
      type: 'declared-last',
      ignore: new Set([target?.id]),
    })
    expect(rules.metaverse.types.get('device')?.deletion).toEqual({ type: 'declared-any', agents: new Set([hr?.id]) })
    expect(rules.metaverse.types.get('group')?.deletion).toEqual({ type: 'declared-last', ignore: new Set() })
  })

  test('has the agents with their defaults', () => {
    expect([hr?.name, hr?.deprovisioning, hr?.recall]).toEqual(['hr', 'make-normal-disconnector', true])
    expect([directory?.name, directory?.deprovisioning, directory?.recall]).toEqual([
      'directory',
      'delete-object',
      false,
    ])
    expect(employee?.attributes.get('phones')).toEqual({ name: 'phones', type: 'string', multivalued: true })
  })

  test('has filters, joins and projection', () => {
    expect(employee?.filter.map(each => each.conditions)).toEqual([
      [{ attribute: 'employeeType', operator: 'equality', value: 'contractor' }],
      [
        { attribute: 'sn', operator: 'not-present', value: undefined },
        { attribute: 'floor', operator: 'bit-on', value: '2' },
      ],
    ])
    expect(employee?.joins.map(each => [each.metaverseType, each.mappings[0]?.metaverseAttribute])).toEqual([
      ['person', 'employeeID'],
      [undefined, 'mail'],
    ])
    expect(employee?.projection).toMatchObject({ kind: 'declared', metaverseType: 'person' })
    expect(user?.projection).toBeUndefined()
  })

  test('has import flows ranked: first as precedence says, then in the order of agents', () => {
    const order = (attribute: string, set = rules) =>
      set.importFlows
        .get('person')
        ?.get(attribute)
        ?.flows.map(flow => flow.agent)
    expect(order('displayName')).toEqual([directory?.id, hr?.id])
    expect(order('mail')).toEqual([directory?.id])
    const plain = compile(GOOD.replace('displayName: [directory, hr]', 'mail: [directory]'))
    expect(order('displayName', plain)).toEqual([hr?.id, directory?.id])
    const partly = compile(GOOD.replace('displayName: [directory, hr]', 'displayName: [directory]'))
    expect(order('displayName', partly)).toEqual([directory?.id, hr?.id])
  })

  test('has sources that work', () => {
    const flow = employee?.importFlows.get('person')?.find(each => each.metaverseAttribute === 'displayName')
    expect(flow?.source.kind === 'expression' && flow.source.expression.evaluate(scope)).toEqual(['Anna Meier'])
    const constant = employee?.importFlows.get('person')?.find(each => each.metaverseAttribute === 'headcount')
    expect(constant?.source).toEqual({ kind: 'constant', values: ['1'] })
    const manager = employee?.importFlows.get('person')?.find(each => each.metaverseAttribute === 'manager')
    expect([manager?.reference, manager?.source]).toEqual([true, { kind: 'direct', attribute: 'managerID' }])
  })

  test('has export flows with their switches, and provisioning', () => {
    const flows = user?.exportFlows.get('person') ?? []
    expect(flows.map(each => [each.attribute, each.reference, each.allowNulls, each.initialOnly])).toEqual([
      ['displayName', false, false, false],
      ['mail', false, true, false],
      ['manager', true, false, false],
      ['userPassword', false, false, true],
    ])
    const [provisioning] = rules.provisioning.get('person') ?? []
    const person = { attributes: { employeeStatus: ['active'], accountName: ['anna'] }, objectType: 'person' }
    expect(provisioning?.when?.test(person)).toBe(true)
    expect(provisioning?.dn.evaluate(person)).toEqual(['cn=anna,dc=contoso,dc=test'])
    expect(provisioning?.rename).toBe(true)
  })

  test('numbers every rule once', () => {
    const numbers = [
      ...(employee?.filter ?? []),
      ...(employee?.joins ?? []),
      ...[...(employee?.importFlows.values() ?? [])].flat(),
      ...[...(user?.exportFlows.values() ?? [])].flat(),
    ].map(each => each.rule)
    expect(new Set(numbers).size).toBe(numbers.length)
  })
})

describe('cron', () => {
  test.each(['* * * * *', '*/5 0-6,22 1 jan MON-fri', '0 2 * * 7', '59 23 31 12 0', '1-30/2 * * * *'])(
    '%s is good',
    text => {
      expect(cronProblem(text)).toBeUndefined()
    },
  )

  test.each([
    ['', 'found 0'],
    ['* * * * * *', 'found 6'],
    ['60 * * * *', 'no minute'],
    ['* 24 * * *', 'no hour'],
    ['* * 0 * *', 'no day of the month'],
    ['* * * 13 *', 'no month'],
    ['* * * * 8', 'no day of the week'],
    ['* * * * mo', 'no day of the week'],
    ['5-1 * * * *', 'no minute'],
    ['*/0 * * * *', 'no minute'],
    ['1,,2 * * * *', 'no minute'],
    ['1-2-3 * * * *', 'no minute'],
  ])('%s is wrong', (text, message) => {
    expect(cronProblem(text)).toContain(message)
  })

  test('time zones are those of IANA', () => {
    expect(['Europe/Berlin', 'UTC', 'America/New_York'].map(isTimeZone)).toEqual([true, true, true])
    expect(['Mars/Olympus', '', '+02:00', 'Berlin'].map(isTimeZone)).toEqual([false, false, false, false])
  })
})
