// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to secrets look like this
import { describe, expect, test } from '@jest/globals'
import { inspectConfiguration } from '../../src/configuration/check.js'
import { readText } from '../../src/configuration/read.js'
import type { ProblemCode } from '../../src/model/problem.js'
import { GOOD, testConnectors } from './support.js'

const inspect = (text: string) => inspectConfiguration(readText(text), testConnectors)

test('the good configuration has nothing wrong', () => {
  expect(inspect(GOOD).problems).toEqual([])
})

interface Case {
  readonly title: string
  /** What of the good document is replaced. */
  readonly instead: string
  /** By what; ▸ marks where the problem is to be told. */
  readonly write: string
  readonly message: string
  readonly hint?: string
  readonly code?: ProblemCode
}

const SYNTAX = 'configuration.syntax'
const SECRET = 'configuration.secret'

const FORM: Case[] = [
  {
    title: 'an unknown top-level key',
    instead: 'schedules:',
    write: '▸shedules:',
    message: 'Unknown key shedules',
    hint: 'Did you mean schedules?',
  },
  {
    title: 'an unknown key of an agent',
    instead: '    recall: false',
    write: '    ▸reccall: false',
    message: 'Unknown key reccall',
    hint: 'Did you mean recall?',
  },
  {
    title: 'an unknown key of a rule',
    instead: '            rename: true',
    write: '            ▸renames: true',
    message: 'Unknown key renames',
    hint: 'Did you mean rename?',
  },
  { title: 'another version of the format', instead: 'version: 1', write: 'version: ▸2', message: '2 is none of 1' },
  {
    title: 'a missing key',
    instead: '    connector: writer\n    settings: { path: out.ldif }',
    write: '    settings: { path: out.ldif }',
    message: 'connector is missing',
    hint: 'Expected connector: a text.',
  },
  {
    title: 'a text where a list belongs',
    instead: 'full-import: [full-import]',
    write: 'full-import: ▸full-import',
    message: 'Expected a list, found full-import',
  },
  {
    title: 'an empty list',
    instead: 'full-import: [full-import]',
    write: 'full-import: ▸[]',
    message: 'an empty list is too short',
    hint: 'at least 1 entry',
  },
  {
    title: 'a text where a mapping belongs',
    instead: '    objects: { }',
    write: '    objects: ▸none',
    message: 'Expected a mapping, found none',
  },
  {
    title: 'an unknown type',
    instead: '          sn: string',
    write: '          sn: ▸strng',
    message: 'strng is none of string, number',
    hint: 'Did you mean string?',
  },
  {
    title: 'an unknown type in the long form',
    instead: 'phones: { type: string,',
    write: 'phones: { type: ▸text,',
    message: 'text is none of',
  },
  {
    title: 'a number as a type',
    instead: '          sn: string',
    write: '          sn: ▸7',
    message: 'Expected one of string',
  },
  {
    title: 'an unknown operator',
    instead: 'operator: equality',
    write: 'operator: ▸equals',
    message: 'equals is none of',
    hint: 'equality',
  },
  {
    title: 'an unknown step',
    instead: 'full-import: [full-import]',
    write: 'full-import: [▸fullimport]',
    message: 'fullimport is none of',
    hint: 'Did you mean full-import?',
  },
  {
    title: 'an unknown step in the long form',
    instead: '{ type: delta-import,',
    write: '{ type: ▸delta-imports,',
    message: 'delta-imports is none of',
    hint: 'Did you mean delta-import?',
  },
  {
    title: 'a percentage above 100',
    instead: 'deletionPercent: null',
    write: 'deletionPercent: ▸120',
    message: '120 is too much',
    hint: 'at most 100',
  },
  {
    title: 'a negative limit',
    instead: 'deletionLimit: 100, deletionPercent',
    write: 'deletionLimit: ▸-1, deletionPercent',
    message: '-1 is too small',
    hint: 'at least 0',
  },
  {
    title: 'a misspelt expression',
    instead: 'displayName: { expression: "cs.givenName',
    write: 'displayName: { ▸expresion: "cs.givenName',
    message: 'Unknown key expresion',
    hint: 'Did you mean expression?',
  },
  {
    title: 'two sources in one',
    instead: '{ constant: Contoso }',
    write: '{ constant: Contoso, ▸expression: "\'a\'" }',
    message: 'expression cannot be combined with constant',
  },
  {
    title: 'no source',
    instead: '{ constant: Contoso }',
    write: '▸{ }',
    message: 'Expected one of the keys constant, expression',
  },
  {
    title: 'a deletion rule of no kind',
    instead: 'when: any-connector, of',
    write: 'when: ▸some-connector, of',
    message: 'some-connector is none of last-connector, any-connector',
  },
  {
    title: 'a deletion rule without agents',
    instead: '{ when: any-connector, of: [hr] }',
    write: '{ when: any-connector }',
    message: 'of is missing',
  },
  {
    title: 'a metaverse name with a space',
    instead: '    badgeNumber: string',
    write: '    ▸badge number: string',
    message: 'badge number is not a name',
  },
  {
    title: 'an agent named by a number',
    instead: '  target:\n',
    write: '  ▸2024:\n',
    message: '2024 is not a name that is not a number',
  },
  {
    title: 'a reserved name',
    instead: '    headcount: number',
    write: '    ▸constructor: number',
    message: 'constructor is not',
  },
  {
    title: 'a deprovisioning of no kind',
    instead: 'deprovisioning: delete-object',
    write: 'deprovisioning: ▸delete',
    message: 'delete is none of',
    hint: 'delete-object',
  },
]

const YAML: Case[] = [
  {
    title: 'a key given twice',
    instead: '          sn: string',
    write: '          sn: string\n          ▸sn: number',
    message: 'unique',
    code: SYNTAX,
  },
  {
    title: 'a bracket not closed',
    instead: '[badgeNumber, costCenters, headcount]\n',
    write: '[badgeNumber, costCenters\n      ▸deletion2: 1\n',
    message: '',
    code: SYNTAX,
  },
]

const MEANING: Case[] = [
  {
    title: 'an unknown connector',
    instead: 'connector: reader',
    write: 'connector: ▸readr',
    message: 'Unknown connector readr',
    hint: 'Did you mean reader?',
  },
  {
    title: 'an unknown setting',
    instead: 'path: hr.csv,',
    write: '▸paht: hr.csv, path: hr.csv,',
    message: 'Unknown key paht',
    hint: 'Did you mean path?',
  },
  { title: 'a wrong setting', instead: 'format: csv', write: 'format: ▸xls', message: 'xls is none of csv, ldif' },
  {
    title: 'a malformed setting',
    instead: 'url: ldaps://dc1.contoso.test',
    write: 'url: ▸https://dc1',
    message: 'https://dc1 is not ldap://host',
  },
  {
    title: 'a setting of a setting',
    instead: 'tls: { ca: ca.pem }',
    write: 'tls: { ▸caa: ca.pem }',
    message: 'Unknown key caa',
    hint: 'Did you mean ca?',
  },
  {
    title: 'a password in plain text',
    instead: 'password: ${env:LDAP_PASSWORD}',
    write: 'password: ▸hunter2',
    message: 'password holds a secret in plain text',
    hint: '${env:DIRECTORY_PASSWORD}',
    code: SECRET,
  },
  {
    title: 'half a password in plain text',
    instead: 'password: ${env:LDAP_PASSWORD}',
    write: 'password: ▸hunter${env:LDAP_PASSWORD}',
    message: 'plain text',
    code: SECRET,
  },
  {
    title: 'a setting that the connector marks as secret',
    instead: 'tls: { ca: ca.pem }',
    write: "pin: ▸'1234'",
    message: 'pin holds a secret',
    code: SECRET,
  },
  {
    title: 'a password in a URL',
    instead: 'url: ldaps://dc1.contoso.test',
    write: 'url: ▸ldaps://admin:hunter2@dc1.contoso.test',
    message: 'url holds a secret',
    code: SECRET,
  },
  {
    title: 'an unknown reference',
    instead: '${env:LDAP_PASSWORD}',
    write: '▸${vault:LDAP_PASSWORD}',
    message: 'no reference that the hub knows',
    hint: '${env:NAME}',
    code: SECRET,
  },
  {
    title: 'an unknown attribute of the metaverse',
    instead: '            company: {',
    write: '            ▸compny: {',
    message: 'Unknown metaverse attribute compny',
    hint: 'Did you mean company?',
  },
  {
    title: 'an attribute that the type does not have',
    instead: '            company: {',
    write: '            ▸dc: {',
    message: 'dc is no attribute of person',
    hint: 'metaverse.types.person.attributes: [dc]',
  },
  {
    title: 'an unknown metaverse type',
    instead: 'projection: person',
    write: 'projection: ▸persn',
    message: 'Unknown metaverse type persn',
    hint: 'Did you mean person?',
  },
  {
    title: 'an unknown metaverse type of flows',
    instead: '        import:\n          person:\n            employeeID',
    write: '        import:\n          ▸persons: { }\n          person:\n            employeeID',
    message: 'Unknown metaverse type persons',
  },
  {
    title: 'an attribute of a type that is not defined',
    instead: '[badgeNumber, costCenters, headcount]',
    write: '[▸badgeNumer, badgeNumber, costCenters, headcount]',
    message: 'Unknown attribute badgeNumer',
    hint: 'badgeNumber',
  },
  {
    title: 'another definition of a built-in attribute',
    instead: '    badgeNumber: string',
    write: '    badgeNumber: string\n    ▸mail: number',
    message: 'The built-in attribute mail is a single-valued string',
  },
  {
    title: 'an unknown agent in a deletion rule',
    instead: 'ignore: [target]',
    write: 'ignore: [▸targt]',
    message: 'Unknown agent targt',
    hint: 'Did you mean target?',
  },
  {
    title: 'an unknown source attribute',
    instead: 'employeeID: employeeID\n',
    write: 'employeeID: ▸employeeId2\n',
    message: 'Unknown attribute employeeId2 of employee of hr',
    hint: 'employeeID',
  },
  {
    title: 'a reference into a text',
    instead: 'costCenters: phones',
    write: 'costCenters: ▸managerID',
    message: 'managerID is a reference, but costCenters is a string',
    hint: 'A reference flows to a reference only.',
  },
  {
    title: 'a text into a reference',
    instead: 'manager: managerID',
    write: 'manager: ▸sn',
    message: 'sn is a string, but manager is a reference',
    hint: 'Declare sn as reference',
  },
  {
    title: 'a number into a text',
    instead: 'costCenters: phones',
    write: 'costCenters: ▸floor',
    message: 'floor is a number',
    hint: 'string(cs.floor)',
  },
  {
    title: 'an expression into a reference',
    instead: 'manager: managerID',
    write: 'manager: { expression: ▸cs.sn }',
    message: 'manager is a reference, which no expression can give',
  },
  {
    title: 'a constant of another type',
    instead: '{ constant: 1 }',
    write: '{ constant: ▸many }',
    message: 'The constant many is no number',
  },
  {
    title: 'an empty constant',
    instead: '{ constant: Contoso }',
    write: "{ constant: ▸'' }",
    message: 'A constant is empty',
  },
  {
    title: 'several constants into one value',
    instead: '{ constant: Contoso }',
    write: '{ constant: ▸[a, b] }',
    message: '2 constants cannot go into company',
  },
  {
    title: 'a join on an attribute that is not indexed',
    instead: 'on: { employeeID: employeeID }',
    write: 'on: { ▸department: employeeID }',
    message: 'department is not indexed',
    hint: 'metaverse.attributes.department: { type: string, indexed: true }',
  },
  {
    title: 'a join on a reference',
    instead: 'on: { employeeID: employeeID }',
    write: 'on: { ▸manager: employeeID }',
    message: 'manager is a reference, which joins cannot compare',
  },
  {
    title: 'a join on nothing',
    instead: 'on: { employeeID: employeeID }',
    write: 'on: ▸{ }',
    message: 'A join compares nothing',
  },
  {
    title: 'an unknown attribute in a filter',
    instead: 'attribute: employeeType,',
    write: 'attribute: ▸employeTyp,',
    message: 'Unknown attribute employeTyp',
    hint: 'Did you mean employeeType?',
  },
  {
    title: 'a filter without a value',
    instead: 'operator: equality, value: contractor',
    write: 'operator: ▸equality',
    message: 'equality needs a value',
  },
  {
    title: 'a filter with a value too much',
    instead: 'operator: not-present }',
    write: 'operator: not-present, value: ▸1 }',
    message: 'not-present takes no value',
  },
  {
    title: 'bits that are no number',
    instead: 'operator: bit-on, value: 2',
    write: 'operator: bit-on, value: ▸two',
    message: 'bit-on needs a number',
  },
  {
    title: 'an exported attribute that is not selected',
    instead: '            mail: { from: mail,',
    write: '            ▸telephoneNumber: mail\n            mail: { from: mail,',
    message: 'telephoneNumber is not selected',
    hint: 'initialOnly',
  },
  {
    title: 'two flows to one attribute',
    instead: '            mail: { from: mail,',
    write: '            ▸DisplayName: displayName\n            mail: { from: mail,',
    message: 'DisplayName and displayName are two flows for one attribute',
  },
  {
    title: 'an export of two sources',
    instead: '{ from: mail, allowNulls: true }',
    write: '▸{ from: mail, constant: x }',
    message: 'exactly one of from, constant and expression',
  },
  {
    title: 'an export of an unknown attribute',
    instead: '{ from: mail, allowNulls: true }',
    write: '{ from: ▸mial, allowNulls: true }',
    message: 'Unknown attribute mial of person',
    hint: 'Did you mean mail?',
  },
  {
    title: 'a condition that is none',
    instead: `when: "mv.employeeStatus == 'active'"`,
    write: 'when: "▸mv.employeeStatus"',
    message: 'gives string where condition is expected',
  },
  {
    title: 'a misspelt attribute within an expression',
    instead: `cs.givenName + '.' + cs.sn +`,
    write: `cs.givenName + '.' + ▸cs.snn +`,
    message: 'Unknown attribute cs.snn',
    hint: 'Did you mean sn?',
  },
  {
    title: 'a place after doubled quotes',
    instead: `"'Welcome' + mv.employeeID"`,
    write: `'''Welcome'' + ▸mv.employID'`,
    message: 'Unknown attribute mv.employID',
    hint: 'employeeID',
  },
  {
    title: 'a second provisioning rule',
    instead: '            rename: true',
    write: `            rename: true\n          - { type: ▸person, dn: "'a'" }`,
    message: 'Two provisioning rules for person',
  },
  {
    title: 'a step that the connector cannot do',
    instead: 'full-import: [full-import]',
    write: 'full-import: [▸delta-import]',
    message: 'The connector reader has no delta-import',
    hint: 'Use full-import',
  },
  {
    title: 'an export step of a connector that only reads',
    instead: 'full-import: [full-import]',
    write: 'full-import: [{ type: ▸export }]',
    message: 'The connector reader has no export',
  },
  {
    title: 'provisioning by a connector that only reads',
    instead: '        projection: person',
    write: `        projection: person\n        ▸provision: [{ type: person, dn: "'x'" }]`,
    message: 'The connector reader cannot export',
  },
  {
    title: 'deleting by a connector that only reads',
    instead: '    guard: {',
    write: '    deprovisioning: ▸delete-object\n    guard: {',
    message: 'The connector reader cannot export',
  },
  {
    title: 'an agent ranked without a flow',
    instead: 'displayName: [directory, hr]',
    write: 'displayName: [directory, ▸target]',
    message: 'target has no import flow to person.displayName',
    hint: 'hr, directory',
  },
  {
    title: 'an unknown agent ranked',
    instead: 'displayName: [directory, hr]',
    write: 'displayName: [▸directry, hr]',
    message: 'Unknown agent directry',
    hint: 'Did you mean directory?',
  },
  {
    title: 'an agent ranked twice',
    instead: 'displayName: [directory, hr]',
    write: 'displayName: [hr, ▸hr]',
    message: 'hr is ranked twice',
  },
  {
    title: 'four fields of a schedule',
    instead: '"0 2 * * mon-fri"',
    write: '▸"0 2 * *"',
    message: 'A schedule has five fields',
  },
  {
    title: 'an hour that does not exist',
    instead: '"0 2 * * mon-fri"',
    write: '▸"0 25 * * *"',
    message: '25 is no hour: expected 0 to 23',
  },
  {
    title: 'a time zone that does not exist',
    instead: 'timezone: Europe/Berlin',
    write: 'timezone: ▸Europe/Berln',
    message: 'Unknown time zone Europe/Berln',
    hint: 'Did you mean Europe/Berlin?',
  },
  {
    title: 'a schedule of an unknown agent',
    instead: '{ agent: hr, profile: full }',
    write: '{ agent: ▸hrr, profile: full }',
    message: 'Unknown agent hrr',
    hint: 'Did you mean hr?',
  },
  {
    title: 'a schedule of an unknown profile',
    instead: '{ agent: hr, profile: full }',
    write: '{ agent: hr, profile: ▸ful }',
    message: 'Unknown run profile ful of hr',
    hint: 'Did you mean full?',
  },
]

describe.each([
  ['the form', FORM],
  ['the syntax', YAML],
  ['the meaning', MEANING],
])('%s', (_, cases) => {
  test.each(cases)('$title', ({ instead, write, message, hint, code = 'configuration.invalid' }) => {
    expect(GOOD).toContain(instead)
    const marked = GOOD.replace(instead, () => write)
    const before = marked.slice(0, Math.max(0, marked.indexOf('▸'))).split('\n')
    const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
    const [problem, ...others] = inspect(marked.replace('▸', '')).problems
    expect(problem).toMatchObject({ code, message: expect.stringContaining(message) })
    if (hint !== undefined) expect(problem?.hint).toContain(hint)
    if (write.includes('▸')) expect(problem?.where).toMatchObject({ file: 'hub.yaml', ...place })
    if (code !== SYNTAX) expect(others).toEqual([])
  })
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
