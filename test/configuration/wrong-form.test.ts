import { describe } from '@jest/globals'
import { SYNTAX, type WrongCase, wrongCases } from './support.js'

const FORM: WrongCase[] = [
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

const YAML: WrongCase[] = [
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

describe('the form', () => wrongCases(FORM))

describe('the syntax', () => wrongCases(YAML))
