import { describe } from '@jest/globals'
import { EVERY_RULE, inspectRules } from './every-rule.js'
import { type WrongCase, wrongCases } from './support.js'

const PRECEDENCE: WrongCase[] = [
  {
    title: 'a manual attribute with a flow that is no function',
    instead: 'displayName: name, title: { extension: title },',
    write: 'displayName: name, title: ▸name,',
    message:
      'person.title has manual precedence, where every flow is a function that decides for itself; this one is not',
    hint: 'Write { extension: name }, or give the attribute another precedence.',
  },
  {
    title: 'a kind that does not exist',
    instead: 'title: manual',
    write: 'title: ▸manuel',
    message: 'manuel is none of ranked, equal, manual, merge, merge-case-insensitive',
    hint: 'Did you mean manual?',
  },
  {
    title: 'a kind that does not exist, in the long form',
    instead: '{ kind: equal, order: [hr] }',
    write: '{ kind: ▸equals, order: [hr] }',
    message: 'equals is none of ranked',
    hint: 'Did you mean equal?',
  },
  {
    title: 'an unknown agent in the long form',
    instead: '{ kind: equal, order: [hr] }',
    write: '{ kind: equal, order: [▸hrr] }',
    message: 'Unknown agent hrr',
    hint: 'Did you mean hr?',
  },
  {
    title: 'an agent that gives nothing, in the long form',
    instead: '{ kind: equal, order: [hr] }',
    write: '{ kind: equal, order: [hr, ▸late] }',
    message: 'late has no import flow to person.friends',
    hint: 'Agents that have one: hr.',
  },
  {
    title: 'a kind for an attribute that nobody gives',
    instead: '    title: manual\n',
    write: '    title: manual\n    ▸company: equal\n',
    message: 'No agent has an import flow to person.company',
  },
  {
    title: 'a merge into one value',
    instead: 'displayName: [directory, hr]',
    write: 'displayName: ▸merge',
    message: 'displayName takes one value: there is nothing to merge',
    hint: 'equal',
  },
  {
    title: 'a merge without case of references',
    instead: '{ kind: equal, order: [hr] }',
    write: '{ kind: ▸merge-case-insensitive, order: [hr] }',
    message: 'friends is a reference, whose values have no case',
    hint: 'Write merge.',
  },
  {
    title: 'a merge without case of binary values',
    instead: 'scans: merge',
    write: 'scans: ▸merge-case-insensitive',
    message: 'scans is a binary, whose values have no case',
  },
]

const SOURCES: WrongCase[] = [
  {
    title: 'component 0 of a name',
    instead: 'cn: { dnComponent: 1 }',
    write: 'cn: { dnComponent: ▸0 }',
    message: 'Components are counted from 1 at the left, or from -1 at the right',
  },
  {
    title: 'a component of a name into a number',
    instead: 'badge: floor',
    write: 'badge: { dnComponent: ▸1 }',
    message: 'A component of the name is a string, but badge is a number',
  },
  {
    title: 'a function that does not exist',
    instead: 'title: { extension: title, reads: [sn, dn] }',
    write: 'title: { extension: ▸titel, reads: [sn, dn] }',
    message: 'The rules extension of hr has no importFlow titel',
    hint: 'Did you mean title?',
  },
  {
    title: 'a function that is not even close',
    instead: 'title: { extension: title, reads: [sn, dn] }',
    write: 'title: { extension: ▸work-phone }',
    message: 'The rules extension of hr has no importFlow work-phone',
    hint: "Write it in the module: importFlow: { 'work-phone': … }.",
  },
  {
    title: 'a function that reads an unknown attribute',
    instead: 'reads: [sn, dn]',
    write: 'reads: [sn, dn, ▸phone]',
    message: 'Unknown attribute phone of employee of hr',
    hint: 'Did you mean phones?',
  },
  {
    title: 'a function that reads a reference',
    instead: 'reads: [sn, dn]',
    write: 'reads: [sn, ▸managerID]',
    message: 'managerID is a reference, which rules in code do not see',
  },
  {
    title: 'a function that gives references',
    instead: 'friends: managerID',
    write: 'friends: { extension: ▸title }',
    message: 'friends is a reference, which rules in code cannot give',
  },
  {
    title: 'a function of an agent without a module',
    instead: 'person: { displayName: name, nicknames: aliases }',
    write: 'person: { displayName: name, nicknames: aliases, company: { extension: ▸title } }',
    message: 'There is no rules extension of late',
    hint: 'Name its module: agents.late.extension: ./rules.ts.',
  },
  {
    title: 'two sources at once',
    instead: 'cn: { dnComponent: 1 }',
    write: 'cn: { ▸dnComponent: 1, expression: cs.sn }',
    message: 'dnComponent cannot be combined with expression',
  },
]

const UNIQUE: WrongCase[] = [
  {
    title: 'a last candidate that does not count',
    instead: '"LCase(cs.sn)", "LCase(cs.sn) + string(n)"',
    write: '"LCase(cs.sn)", "▸LCase(cs.sn) + \'1\'"',
    message: 'The last candidate does not count: once it is taken, nothing is left',
    hint: 'string(n)',
  },
  {
    title: 'a candidate that counts before the last',
    instead: '"LCase(cs.sn)", "LCase',
    write: '"▸cs.sn + string(n)", "LCase',
    message: 'Only the last candidate counts with n',
    hint: 'Leave n out, or move the candidate to the end.',
  },
  {
    title: 'a candidate with a misspelt attribute',
    instead: '"LCase(cs.sn)", "LCase(cs.sn) + string(n)"',
    write: '"LCase(cs.sn)", "LCase(▸cs.snn) + string(n)"',
    message: 'Unknown attribute cs.snn',
    hint: 'Did you mean sn?',
  },
  {
    title: 'a candidate that is a number',
    instead: '"LCase(cs.sn)", "LCase(cs.sn) + string(n)"',
    write: '"LCase(cs.sn)", "▸n"',
    message: 'The expression gives number where string is expected',
    hint: 'string(…)',
  },
  {
    title: 'a candidate that is a list',
    instead: '"LCase(cs.sn)", "LCase(cs.sn) + string(n)"',
    write: '▸"cs.phones", "LCase(cs.sn) + string(n)"',
    message: 'A candidate gives a list where one value is expected',
  },
  {
    title: 'no candidates',
    instead: '[ "LCase(cs.sn)", "LCase(cs.sn) + string(n)" ]',
    write: '▸[]',
    message: 'an empty list is too short',
  },
  {
    title: 'candidates for an attribute that is not unique',
    instead: 'cn: { dnComponent: 1 }',
    write: 'cn: { unique: ▸["string(n)"] }',
    message: 'cn is not unique: nobody would notice that a value is taken',
    hint: 'metaverse.attributes.cn: { type: string, unique: true }',
  },
  {
    title: 'candidates for a number',
    instead: 'badge: floor',
    write: 'badge: { unique: ▸["string(n)"] }',
    message: 'Unique candidates give one string, but badge is a number',
  },
  {
    title: 'candidates for several values',
    instead: 'nicknames: phones',
    write: 'nicknames: { unique: ▸["string(n)"] }',
    message: 'Unique candidates give one string, but nicknames is a multivalued string',
  },
  {
    title: 'candidates in a join',
    instead: '{ extension: aliases, reads: [phones] }',
    write: '{ ▸unique: ["string(n)"] }',
    message: 'Unknown key unique',
  },
  {
    title: 'a unique reference',
    instead: 'friends: { type: reference, multivalued: true }',
    write: 'friends: { type: reference, multivalued: true, unique: ▸true }',
    message: 'friends is reference and cannot be unique',
  },
  {
    title: 'a unique attribute without its index',
    instead: 'login: { type: string, unique: true }',
    write: 'login: { type: string, unique: true, indexed: ▸false }',
    message: 'login is unique, which needs its index',
  },
]

describe('precedence', () => wrongCases(PRECEDENCE, { good: EVERY_RULE, inspect: inspectRules }))
describe('sources', () => wrongCases(SOURCES, { good: EVERY_RULE, inspect: inspectRules }))
describe('unique values', () => wrongCases(UNIQUE, { good: EVERY_RULE, inspect: inspectRules }))
