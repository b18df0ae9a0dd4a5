import { describe, expect, test } from '@jest/globals'
import { planConfiguration } from '../../src/configuration/difference.js'
import type { HubDocument } from '../../src/configuration/document.js'
import { readText } from '../../src/configuration/read.js'
import { GOOD } from './support.js'

const documentOf = (text: string) => readText(text).value as unknown as HubDocument
const CURRENT = documentOf(GOOD)

/** The good document, to be written into as no checked one could be. */
interface Mutable {
  metaverse: { types: Record<string, object> }
  agents: Record<
    string,
    { objects: Record<string, { attributes: Record<string, unknown>; import: Record<string, Record<string, object>> }> }
  >
}

/** Replaces texts of the good document, one after the other. */
function edited(...replacements: readonly [string, string][]): HubDocument {
  return documentOf(
    replacements.reduce((text, [from, to]) => {
      expect(text).toContain(from)
      return text.replace(from, () => to)
    }, GOOD),
  )
}

const needs = (next: HubDocument) =>
  Object.fromEntries(planConfiguration(CURRENT, next).requirements.map(each => [each.agent, each.needs]))

const NOTHING = { hr: 'nothing', directory: 'nothing', target: 'nothing' }
const synchronization = (...agents: string[]) => ({
  ...NOTHING,
  ...Object.fromEntries(agents.map(agent => [agent, 'synchronization'])),
})
const fullSynchronization = (...agents: string[]) => ({
  ...NOTHING,
  ...Object.fromEntries(agents.map(agent => [agent, 'full-synchronization'])),
})
const fullImport = (agent: string) => ({ ...NOTHING, [agent]: 'full-import' })

describe('what a change requires', () => {
  test.each<[string, HubDocument, object]>([
    ['nothing changed', CURRENT, NOTHING],
    ['a schedule', edited(['"0 2 * *', '"0 3 * *']), NOTHING],
    ['a run profile', edited(['full-import: [full-import]', 'import: [full-import]']), NOTHING],
    ['a brake', edited(['guard: { deletionLimit: 100', 'guard: { deletionLimit: 50']), NOTHING],
    ['a deletion rule', edited(['ignore: [target]', 'ignore: [hr]']), NOTHING],
    ['the long form of the same', edited(['sn: string', 'sn: { type: string, multivalued: false }']), NOTHING],
    ['the default written out', edited(['connector: reader', 'connector: reader\n    recall: true']), NOTHING],
    ['another reference to a password', edited(['env:LDAP_PASSWORD', 'env:OTHER']), NOTHING],
    ['a setting', edited(['path: hr.csv', 'path: other.csv']), fullImport('hr')],
    ['a selected attribute more', edited(['sn: string', 'sn: string\n          title: string']), fullImport('hr')],
    ['a type of an attribute', edited(['floor: number', 'floor: string']), fullImport('hr')],
    ['an object type more', edited(['objects: { }', 'objects: { user: { attributes: { } } }']), fullImport('target')],
    [
      'an object type of another name, which provisioning makes',
      edited(['      user:', '      person:']),
      { ...fullImport('directory'), hr: 'synchronization' },
    ],
    ['a connector filter', edited(['value: contractor', 'value: intern']), synchronization('hr')],
    [
      'a join',
      edited(['{ type: person, on: { employeeID: employeeID } }', '{ on: { employeeID: employeeID } }']),
      synchronization('hr'),
    ],
    ['a projection', edited(['projection: person', 'projection: device']), synchronization('hr')],
    ['a constant', edited(['constant: Contoso', 'constant: Fabrikam']), synchronization('hr')],
    ['an expression', edited(["cs.givenName + ' '", "cs.givenName + '  '"]), synchronization('hr')],
    ['an export flow', edited(['allowNulls: true', 'allowNulls: false']), synchronization('directory')],
    ['deprovisioning', edited(['deprovisioning: delete-object', 'deprovisioning: make-normal-disconnector']), NOTHING],
    ['recall', edited(['recall: false', 'recall: true']), NOTHING],
    [
      'provisioning: also those who bring objects',
      edited(["== 'active'", "== 'on'"]),
      synchronization('hr', 'directory'),
    ],
    [
      'precedence: all who give the attribute',
      edited(['[directory, hr]', '[hr, directory]']),
      synchronization('hr', 'directory'),
    ],
    [
      'a flow that goes: all who give the attribute',
      edited(['            displayName: { expression: "cs.givenName + \' \' + cs.sn" }\n', '']),
      synchronization('hr', 'directory'),
    ],
    [
      'a type of a metaverse attribute: all who have to do with its object types',
      edited(['headcount: number', 'headcount: string']),
      fullSynchronization('hr', 'directory'),
    ],
    ['an index', edited(['badgeNumber: string', 'badgeNumber: { type: string, indexed: true }']), NOTHING],
  ])('%s', (_, next, expected) => {
    expect(needs(next)).toEqual(expected)
  })

  // What a later format may have, until somebody says what it affects.
  test.each<[string, (document: Mutable) => void, object]>([
    [
      'at the top',
      document => Object.assign(document, { future: 1 }),
      fullSynchronization('hr', 'directory', 'target'),
    ],
    [
      'of a metaverse type: all who have to do with it',
      document => Object.assign(document.metaverse.types.device as object, { future: 1 }),
      fullSynchronization('hr'),
    ],
    [
      'of an agent: it, and all who meet it in a metaverse type',
      document => Object.assign(document.agents.directory as object, { future: 1 }),
      fullSynchronization('hr', 'directory'),
    ],
    [
      'of an agent without rules: it alone',
      document => Object.assign(document.agents.target as object, { future: 1 }),
      fullSynchronization('target'),
    ],
    [
      'of a flow, whatever else it says',
      document => Object.assign(document.agents.hr?.objects.employee?.import.person?.company as object, { future: 1 }),
      fullSynchronization('hr', 'directory'),
    ],
    [
      'of an attribute of the source',
      document =>
        Object.assign(document.agents.hr?.objects.employee?.attributes ?? {}, { sn: { type: 'string', future: 1 } }),
      fullSynchronization('hr', 'directory'),
    ],
  ])('something nobody knows %s is a full synchronization', (_, change, expected) => {
    const next = documentOf(GOOD) as unknown as Mutable
    change(next)
    expect(needs(next as unknown as HubDocument)).toEqual(expected)
  })

  test('the first configuration: a full import of every agent, because it is new', () => {
    const { requirements } = planConfiguration(undefined, CURRENT)
    expect(requirements).toEqual(
      ['hr', 'directory', 'target'].map(agent => ({ agent, needs: 'full-import', because: ['the agent is new'] })),
    )
  })

  test('the strongest wins, and every reason is told', () => {
    const next = edited(['path: hr.csv', 'path: x.csv'], ['constant: Contoso', 'constant: Fabrikam'])
    expect(planConfiguration(CURRENT, next).requirements[0]).toEqual({
      agent: 'hr',
      needs: 'full-import',
      because: ['settings changed', 'import of person.company changed'],
    })
  })

  test('the order of agents matters where no precedence is written', () => {
    const without = edited(['precedence:\n  person:\n    displayName: [directory, hr]\n', ''])
    const { hr, directory, target } = without.agents ?? {}
    const other = { ...without, agents: { directory, hr, target } } as HubDocument
    const plan = planConfiguration(without, other)
    expect(plan.changes).toEqual([
      {
        path: 'agents',
        kind: 'reordered',
        before: ['hr', 'directory', 'target'],
        after: ['directory', 'hr', 'target'],
      },
    ])
    expect(plan.requirements.map(each => [each.agent, each.needs])).toEqual([
      ['directory', 'synchronization'],
      ['hr', 'synchronization'],
      ['target', 'nothing'],
    ])
  })
})

describe('changes', () => {
  const changes = (next: HubDocument) => planConfiguration(CURRENT, next).changes

  test('are told with their path, before and after', () => {
    expect(changes(edited(['value: contractor', 'value: intern']))).toMatchObject([
      { path: 'agents.hr.objects.employee.filter', kind: 'changed' },
    ])
    expect(changes(edited(['constant: Contoso', 'constant: Fabrikam']))).toEqual([
      {
        path: 'agents.hr.objects.employee.import.person.company.constant',
        kind: 'changed',
        before: 'Contoso',
        after: 'Fabrikam',
      },
    ])
    expect(changes(edited(['    badgeNumber: string', '    badge.Id: string']))).toEqual([
      { path: 'metaverse.attributes.badgeNumber', kind: 'removed', before: 'string' },
      { path: 'metaverse.attributes["badge.Id"]', kind: 'added', after: 'string' },
    ])
  })

  test('of nothing are none', () => {
    expect(changes(CURRENT)).toEqual([])
  })

  test('of the first document are everything', () => {
    expect(planConfiguration(undefined, CURRENT).changes.map(each => [each.path, each.kind])).toEqual(
      Object.keys(CURRENT).map(key => [key, 'added']),
    )
  })
})
