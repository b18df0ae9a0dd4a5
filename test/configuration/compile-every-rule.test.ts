import { describe, expect, test } from '@jest/globals'
import { compileRuleSet, provisionalIds } from '../../src/configuration/compile.js'
import type { HubDocument } from '../../src/configuration/document.js'
import { readText } from '../../src/configuration/read.js'
import { ruleNames } from '../../src/configuration/rule-names.js'
import { exportDocument } from '../../src/configuration/write.js'
import type { EntryView, ObjectView } from '../../src/rules/extension.js'
import type { ExportFlow, ImportFlow } from '../../src/rules/rule-set.js'
import { compileRules, EVERY_RULE, inspectRules } from './every-rule.js'
import { testConnectors } from './support.js'

const { rules, document, ids } = compileRules(EVERY_RULE)
const typeOf = (agent: string, objectType: string, set = rules) =>
  [...set.agents.values()].find(each => each.name === agent)?.types.get(objectType)
const importFlow = (attribute: string, agent = 'hr', type = 'employee'): ImportFlow | undefined =>
  typeOf(agent, type)
    ?.importFlows.get('person')
    ?.find(flow => flow.metaverseAttribute === attribute)
const exportFlow = (attribute: string, agent = 'directory', type = 'user', set = rules): ExportFlow | undefined =>
  typeOf(agent, type, set)
    ?.exportFlows.get('person')
    ?.find(flow => flow.attribute === attribute)
const entry: EntryView = {
  id: 1,
  agent: 'hr',
  objectType: 'employee',
  dn: 'cn=Anna,ou=people',
  attributes: { sn: ['Meier'], phones: ['1', '2'] },
}
const object: ObjectView = {
  id: 7,
  type: 'person',
  attributes: { displayName: ['Anna'] },
  connectors: [],
  contributors: () => [],
}
const scope = { attributes: entry.attributes, dn: entry.dn, objectType: entry.objectType }

test('has nothing wrong', () => {
  expect(inspectRules(EVERY_RULE)).toMatchObject({ problems: [], warnings: [] })
})

test('is written out byte for byte as it was read', () => {
  const text = exportDocument(document)
  expect(readText(text).value).toEqual(document)
  expect(exportDocument(readText(text).value as unknown as HubDocument)).toBe(text)
})

test('every rule has a name of its own, and every named rule is in the rule set', () => {
  const names = ruleNames(document)
  expect(names).toContain('hr/employee/filter')
  expect(new Set(names).size).toBe(names.length)
  const numbers = [...rules.agents.values()].flatMap(({ types }) =>
    [...types.values()].flatMap(type => [
      ...type.filter.map(each => each.rule),
      ...(type.filterCall ? [type.filterCall.rule] : []),
      ...type.joins.map(each => each.rule),
      ...(type.projection ? [type.projection.rule] : []),
      ...[...type.importFlows.values(), ...type.exportFlows.values()].flat().map(each => each.rule),
    ]),
  )
  const provisioning = [...rules.provisioning.values()].flat().map(each => each.rule)
  expect([...numbers, ...provisioning].sort((a, b) => a - b)).toEqual([...ids.rules.values()])
})

describe('the metaverse', () => {
  test('has unique attributes, which are indexed', () => {
    expect(rules.metaverse.attributes.get('badge')).toMatchObject({ unique: true, indexed: true })
    expect(rules.metaverse.attributes.get('nicknames')).toMatchObject({ unique: false, indexed: false })
  })

  test('has deletion rules with their grace', () => {
    const of = (type: string) => {
      const { deletion, grace } = rules.metaverse.types.get(type) ?? {}
      return [deletion?.type, grace]
    }
    expect(of('person')).toEqual(['declared-any', 30 * 24 * 3_600_000])
    expect(of('group')).toEqual(['scripted', 12 * 3_600_000])
    expect(of('device')).toEqual(['declared-last', 45 * 60_000])
    expect(of('role')).toEqual(['declared-last', 0])
  })

  test('has its rules in code', () => {
    expect(rules.extension?.shouldDelete?.(entry, object)).toBe(true)
    expect(rules.extension?.provision?.(object)).toEqual([])
  })
})

describe('inbound rules', () => {
  const employee = typeOf('hr', 'employee')

  test('a filter in code takes the place of a declared one', () => {
    expect(employee?.filter).toEqual([])
    expect(employee?.filterCall?.call(entry)).toBe(false)
    expect(employee?.filterCall?.call({ ...entry, attributes: { sn: ['Secret'] } })).toBe(true)
    expect(employee?.filterCall?.rule).toBe(ids.rules.get('hr/employee/filter'))
  })

  test('joins compare components of the name, the object id and what code gives', () => {
    const [first, second, third] = employee?.joins ?? []
    expect(first?.mappings).toEqual([{ metaverseAttribute: 'employeeID', source: { kind: 'dn-component', part: -1 } }])
    expect(second?.mappings).toEqual([
      { metaverseAttribute: 'object-id', source: { kind: 'direct', attribute: 'employeeID' } },
    ])
    const source = third?.mappings[0]?.source
    expect(source).toMatchObject({ kind: 'extension', name: 'aliases', reads: ['phones'] })
    expect(source?.kind === 'extension' && source.call(entry, undefined)).toEqual(['1', '2'])
  })

  test('resolution in code chooses among the hits', () => {
    const [first, second] = employee?.joins ?? []
    expect(first?.resolution?.(entry, [object, object])).toEqual({ index: 1, metaverseType: undefined })
    expect(second?.resolution).toBeUndefined()
  })

  test('a projection with a condition gives the type or nothing', () => {
    const projection = employee?.projection
    expect(projection?.kind === 'expression' && projection.expression.text).toBe(
      "(cs.sn != 'Nobody') ? 'person' : null",
    )
    const of = (sn: string) =>
      projection?.kind === 'expression' && projection.expression.evaluate({ ...scope, attributes: { sn: [sn] } })
    expect([of('Meier'), of('Nobody')]).toEqual([['person'], undefined])
    expect(projection?.kind === 'expression' && projection.expression.reads).toEqual(new Set(['sn']))
  })

  test('a projection without a condition is the short form', () => {
    expect(typeOf('directory', 'user')?.projection).toMatchObject({ kind: 'declared', metaverseType: 'person' })
  })

  test('a projection may be computed, or code', () => {
    const computed = typeOf('hr', 'contractor')?.projection
    const of = (kind: string) =>
      computed?.kind === 'expression' && computed.expression.evaluate({ attributes: { kind: [kind] }, objectType: 'x' })
    expect([of('person'), of('robot')]).toEqual([['person'], undefined])
    const coded = typeOf('hr', 'robot')?.projection
    expect(coded?.kind === 'extension' && coded.call(entry)).toBe('person')
  })

  test('import flows take components of the name and what code gives', () => {
    expect(importFlow('cn')?.source).toEqual({ kind: 'dn-component', part: 1 })
    const title = importFlow('title')?.source
    expect(title).toMatchObject({ kind: 'extension', name: 'title', reads: ['sn', 'dn'] })
    expect(title?.kind === 'extension' && title.call(entry, object)).toEqual(['Dr. Meier'])
    expect(importFlow('department')?.source).toMatchObject({ kind: 'extension', name: 'title', reads: [] })
  })

  test('unique values come from candidates, of which the last counts', () => {
    const source = importFlow('login')?.source
    if (source?.kind !== 'unique') throw new Error('login has candidates')
    expect(source.keep).toBe(false)
    expect(source.candidates.map(each => each.evaluate({ ...scope, n: 2 }))).toEqual([['meier'], ['meier2']])
    const kept = compileRules(EVERY_RULE.replace(', keep: false', '')).rules
    const flow = typeOf('hr', 'employee', kept)
      ?.importFlows.get('person')
      ?.find(each => each.metaverseAttribute === 'login')
    expect(flow?.source).toMatchObject({ kind: 'unique', keep: true })
  })
})

describe('precedence', () => {
  test('has its kind and its order', () => {
    const of = (attribute: string) => {
      const { precedence, flows = [] } = rules.importFlows.get('person')?.get(attribute) ?? {}
      return [precedence, ...flows.map(({ name }) => name.replace(/\/import.*/, ''))]
    }
    const all = ['directory/user', 'directory/contact', 'hr/employee', 'hr/contractor', 'late/user']
    expect(of('displayName')).toEqual(['ranked', ...all])
    expect(of('nicknames')).toEqual(['merge-case-insensitive', 'hr/employee', 'directory/user', 'late/user'])
    expect(of('friends')).toEqual(['equal', 'hr/employee'])
    expect(of('title')).toEqual(['manual', 'hr/employee', 'directory/user'])
    expect(of('scans')).toEqual(['merge', 'hr/employee'])
    expect(of('cn')).toEqual(['ranked', 'hr/employee'])
    expect(of('badge')).toEqual(['ranked', 'hr/employee'])
  })
})

describe('outbound rules', () => {
  test('export flows take what code gives and the object id, and may only test', () => {
    const info = exportFlow('info')
    expect(info).toMatchObject({ initialOnly: true, source: { kind: 'extension', reads: ['displayName'] } })
    expect(info?.source.kind === 'extension' && info.source.call(entry, object)).toEqual(['Dear Anna'])
    expect(exportFlow('id')?.source).toEqual({ kind: 'object-id' })
    expect(exportFlow('title')).toMatchObject({ existenceTest: true, allowNulls: false })
    expect(exportFlow('extra')).toMatchObject({ existenceTest: false, allowNulls: true })
  })

  test('provisioning rules may replace a connector of another type', () => {
    expect(rules.provisioning.get('person')?.map(each => [each.objectType, each.replace])).toEqual([
      ['user', true],
      ['contact', true],
    ])
  })

  test('deprovisioning may be code', () => {
    const [hr, directory] = [...rules.agents.values()]
    expect(hr?.deprovisioning).toBe('make-normal-disconnector')
    const call = directory?.deprovisioning
    expect(
      typeof call === 'function' && call({ ...entry, agent: 'directory', objectType: 'user' }, object).action,
    ).toBe('delete-object')
  })
})

describe('what is not written back', () => {
  const blockedBy = (flow: ExportFlow | undefined) => {
    const names = new Map([...ids.rules].map(([name, number]) => [number, name]))
    return [...(flow?.blockedBy ?? [])].map(number => names.get(number))
  }

  test('is what other agents give who rank below the own flow', () => {
    expect(blockedBy(exportFlow('name'))).toEqual([
      'hr/employee/import/person.displayName',
      'hr/contractor/import/person.displayName',
      'late/user/import/person.displayName',
    ])
  })

  test('is nothing for the last in rank', () => {
    expect(blockedBy(exportFlow('name', 'late'))).toEqual([])
  })

  test('follows the ranks', () => {
    const { rules: other } = compileRules(EVERY_RULE.replace('[directory, hr]', '[late, directory]'))
    expect(blockedBy(exportFlow('name', 'late', 'user', other))).toHaveLength(4)
    expect(blockedBy(exportFlow('name', 'directory', 'user', other))).toEqual([
      'hr/employee/import/person.displayName',
      'hr/contractor/import/person.displayName',
    ])
  })

  test.each(['equal', 'merge', 'merge-case-insensitive'])('is nothing when all are %s', kind => {
    const text = EVERY_RULE.replace('nicknames: merge-case-insensitive', `nicknames: ${kind}`)
    expect(blockedBy(exportFlow('aliases', 'directory', 'user', compileRules(text).rules))).toEqual([])
  })

  test('is nothing when every flow decides for itself', () => {
    expect(blockedBy(exportFlow('title'))).toEqual([])
  })

  test('is the same for attributes of several values that are ranked', () => {
    const text = EVERY_RULE.replace('nicknames: merge-case-insensitive', 'nicknames: [directory]')
    expect(blockedBy(exportFlow('aliases', 'directory', 'user', compileRules(text).rules))).toEqual([
      'hr/employee/import/person.nicknames',
      'late/user/import/person.nicknames',
    ])
  })

  test('is nothing where the agent does not give the attribute itself, or what is sent is computed', () => {
    expect(blockedBy(exportFlow('extra'))).toEqual([])
    const computed = EVERY_RULE.replace(
      'name: displayName\n            info',
      'name: { expression: mv.displayName }\n            info',
    )
    expect(computed).not.toBe(EVERY_RULE)
    expect(blockedBy(exportFlow('name', 'directory', 'user', compileRules(computed).rules))).toEqual([])
  })
})

test('a document compiled without its modules is wrong, not silently shorter', () => {
  const { problems } = compileRuleSet(document, {
    version: 1,
    ids: provisionalIds(document),
    connectors: testConnectors,
  })
  expect(problems.map(each => [each.where?.path, each.message])).toEqual([
    ['metaverse.extension', 'The rules extension of the metaverse is missing'],
    ['agents.hr.extension', 'The rules extension of hr is missing'],
    ['agents.directory.extension', 'The rules extension of directory is missing'],
  ])
})
