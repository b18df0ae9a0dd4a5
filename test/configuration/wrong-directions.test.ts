import { describe } from '@jest/globals'
import { EVERY_RULE, inspectRules } from './every-rule.js'
import { type WrongCase, wrongCases } from './support.js'

const INBOUND: WrongCase[] = [
  {
    title: 'a filter in code of an agent without a module',
    instead: 'attributes: { name: string, aliases: { type: string, multivalued: true } }\n        import:',
    write:
      'attributes: { name: string, aliases: { type: string, multivalued: true } }\n        filter: ▸extension\n        import:',
    message: 'There is no rules extension of late',
  },
  {
    title: 'a filter that is some other word',
    instead: 'filter: extension',
    write: 'filter: ▸extensions',
    message: 'extensions is none of extension',
    hint: 'Did you mean extension?',
  },
  {
    title: 'a resolution that does not exist',
    instead: 'resolution: newest',
    write: 'resolution: ▸newst',
    message: 'The rules extension of hr has no joinResolution newst',
    hint: 'Did you mean newest?',
  },
  {
    title: 'a join mapping that does not exist',
    instead: '{ extension: aliases, reads: [phones] }',
    write: '{ extension: ▸title }',
    message: 'The rules extension of hr has no joinMapping title',
    hint: 'joinMapping: { title: … }',
  },
  {
    title: 'several values for an object id',
    instead: 'object-id: employeeID',
    write: 'object-id: ▸phones',
    message: 'An object has one id, but the source may give several values',
    hint: 'Choose one of the values.',
  },
  {
    title: 'a number for an object id',
    instead: 'object-id: employeeID',
    write: 'object-id: ▸floor',
    message: 'floor is a number, but object-id is a string',
  },
  {
    title: 'an attribute with the name of the object id',
    instead: '    badge: {',
    write: '    ▸object-id: string\n    badge: {',
    message: "object-id is what joins call an object's own id",
  },
  {
    title: 'a projection to an unknown type',
    instead: 'projection: { type: person, when:',
    write: 'projection: { type: ▸persons, when:',
    message: 'Unknown metaverse type persons',
    hint: 'Did you mean person?',
  },
  {
    title: 'a projection with a condition that is none',
    instead: `when: "cs.sn != 'Nobody'"`,
    write: 'when: "▸cs.sn"',
    message: 'gives string where condition is expected',
  },
  {
    title: 'a projection that gives no text',
    instead: `"cs.kind == 'person' ? 'person' : null"`,
    write: `"▸cs.kind == 'person'"`,
    message: 'The expression gives boolean where string is expected',
  },
  {
    title: 'a projection in code that is switched off',
    instead: '{ extension: true }',
    write: '{ extension: ▸false }',
    message: 'false is none of true',
  },
  {
    title: 'a projection that says two things',
    instead: '{ extension: true }',
    write: '{ ▸extension: true, type: person }',
    message: 'extension cannot be combined with type',
  },
]

const OUTBOUND: WrongCase[] = [
  {
    title: 'an export function that does not exist',
    instead: '{ extension: greeting,',
    write: '{ extension: ▸greetings,',
    message: 'The rules extension of directory has no exportFlow greetings',
    hint: 'Did you mean greeting?',
  },
  {
    title: 'a test that is only made once',
    instead: '{ from: title, existenceTest: true }',
    write: '{ from: title, initialOnly: true, ▸existenceTest: true }',
    message: 'existenceTest cannot be combined with initialOnly',
  },
  {
    title: 'a test of what cannot be read back',
    instead: 'title: { from: title, existenceTest: true }',
    write: '▸titles: { from: title, existenceTest: true }',
    message: 'The exported attribute titles is not selected',
    hint: 'Did you mean title?',
  },
  {
    title: 'what a function reads without a function',
    instead: '{ from: title, existenceTest: true }',
    write: '{ from: title, ▸reads: [title] }',
    message: 'reads says what a function looks at, and there is none',
  },
  {
    title: 'an object id into several sources',
    instead: 'id: { objectId: true }',
    write: 'id: ▸{ objectId: true, from: title }',
    message: 'exactly one of from, constant, expression, extension and objectId',
  },
  {
    title: 'an object id that is not wanted',
    instead: 'id: { objectId: true }',
    write: 'id: { objectId: ▸false }',
    message: 'false is none of true',
  },
]

const DELETION: WrongCase[] = [
  {
    title: 'a grace in words',
    instead: 'grace: 30d',
    write: 'grace: ▸30 days',
    message: '30 days is not a time such as 30d, 12h or 45m',
  },
  {
    title: 'a grace that is a number',
    instead: 'grace: 30d',
    write: 'grace: ▸30',
    message: 'Expected a text, found 30',
  },
  {
    title: 'another kind of deletion',
    instead: 'when: extension, grace: 12h',
    write: 'when: ▸extention, grace: 12h',
    message: 'extention is none of last-connector, any-connector, extension',
    hint: 'Did you mean extension?',
  },
  {
    title: 'deletion in code without a module',
    instead: '  extension: ./metaverse.ts\n',
    write: '',
    message: 'There is no rules extension of the metaverse',
    hint: 'Name its module: metaverse.extension: ./rules.ts.',
  },
]

describe('inbound rules', () => wrongCases(INBOUND, { good: EVERY_RULE, inspect: inspectRules }))
describe('outbound rules', () => wrongCases(OUTBOUND, { good: EVERY_RULE, inspect: inspectRules }))
describe('deletion', () => wrongCases(DELETION, { good: EVERY_RULE, inspect: inspectRules }))
