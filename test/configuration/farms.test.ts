import { describe, expect, test } from '@jest/globals'
import { compileRuleSet, provisionalIds } from '../../src/configuration/compile.js'
import type { HubDocument } from '../../src/configuration/document.js'
import { registeredConnectors } from '../../src/configuration/registered-connectors.js'

const problems = (farm: object) => {
  const metaverse = {
    attributes: { salary: { type: 'number', visibleTo: ['joiner'] } },
    types: { person: { attributes: ['salary'] } },
  }
  const document = {
    version: 1,
    metaverse,
    farms: { intranet: { view: { Name: 'displayName' }, ...farm } },
  } as HubDocument
  const options = { version: 1, ids: provisionalIds(document), connectors: registeredConnectors }
  return compileRuleSet(document, options).problems.map(({ message, hint, where }) => [where?.path, message, hint])
}

describe('a farm', () => {
  test('needs no more than a view', () => {
    expect(problems({})).toEqual([])
  })

  test.each<[string, object, [string, string, string]]>([
    [
      'an unknown agent',
      { agent: 'portal' },
      ['farms.intranet.agent', 'Unknown agent portal', 'Define it under agents, or leave agent out.'],
    ],
    [
      'an unknown type',
      { type: 'persn' },
      ['farms.intranet.type', 'Unknown metaverse type persn', 'Did you mean person?'],
    ],
    [
      'an attribute that the type does not have',
      { view: { WorkEmail: 'mial' } },
      ['farms.intranet.view.WorkEmail', 'person has no attribute mial', 'Did you mean mail?'],
    ],
    [
      'an attribute that only some roles see',
      { view: { Salary: 'salary' } },
      ['farms.intranet.view.Salary', 'salary is visible to joiner only', 'Leave it out of the farm'],
    ],
    [
      'an account that is a reference',
      { account: 'manager' },
      [
        'farms.intranet.account',
        'manager cannot be what profiles are called by: it is reference',
        'Choose an attribute with one text',
      ],
    ],
    [
      'a scope by a picture',
      { where: [{ attribute: 'photo', operator: 'present' }] },
      [
        'farms.intranet.where[0].attribute',
        'photo is binary, which a scope cannot look at',
        'Use an attribute of texts',
      ],
    ],
    [
      'groups of an unknown type',
      { groups: { type: 'gruop', view: {} } },
      ['farms.intranet.groups.type', 'Unknown metaverse type gruop', 'Did you mean group?'],
    ],
    [
      'groups that are called by a reference',
      { groups: { name: 'member', view: {} } },
      [
        'farms.intranet.groups.name',
        'member cannot be what groups are called by: it is multivalued',
        'Choose an attribute with one text',
      ],
    ],
    [
      'members that are no references',
      { groups: { members: 'displayName', view: {} } },
      ['farms.intranet.groups.members', 'displayName is string, and no reference', 'Name the reference attribute'],
    ],
    [
      'members by a wrong name',
      { groups: { members: 'membr', view: {} } },
      ['farms.intranet.groups.members', 'group has no attribute membr', 'Did you mean member?'],
    ],
    [
      'members in the view of groups',
      { groups: { view: { Members: 'member' } } },
      ['farms.intranet.groups.view.Members', 'member is reference, which is not shown of groups', 'Leave it out'],
    ],
    [
      'a condition without a value',
      { where: [{ attribute: 'title', operator: 'equality' }] },
      ['farms.intranet.where[0].operator', 'equality needs a value', 'Add value:'],
    ],
    [
      'a value too many',
      { where: [{ attribute: 'title', operator: 'not-present', value: 'x' }] },
      ['farms.intranet.where[0].value', 'not-present takes no value', 'Leave value out'],
    ],
  ])('with %s is told where, and what to do', (_, farm, [path, message, hint]) => {
    expect(problems(farm)).toEqual([[path, message, expect.stringContaining(hint)]])
  })
})
