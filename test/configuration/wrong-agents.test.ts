// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to secrets look like this
import { describe } from '@jest/globals'
import { type WrongCase, wrongCases } from './support.js'

const SECRET = 'configuration.secret'

const SETTINGS: WrongCase[] = [
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
]

const RUNS: WrongCase[] = [
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
  {
    title: 'a schedule that is due at a time and at changes',
    instead: 'cron: "0 2 * * mon-fri"',
    write: '▸cron: "0 2 * * mon-fri"\n    watch: hr',
    message: 'The schedule has both cron and watch',
  },
  {
    title: 'an identity provider whose keys come over an open line',
    instead: 'schedules:',
    write: 'access: { oidc: { issuer: ▸"http://login.example", audience: hub, roles: { a: reader } } }\nschedules:',
    message: 'Expected https',
  },
  {
    title: 'a group that gets a role which there is not',
    instead: 'schedules:',
    write: 'access: { oidc: { issuer: "https://login.example", audience: hub, roles: { a: ▸captain } } }\nschedules:',
    message: 'captain',
  },
  {
    title: 'a schedule that is never due',
    instead: 'cron: "0 2 * * mon-fri"\n    timezone',
    write: '▸timezone',
    message: 'The schedule says nowhere when it is due',
  },
  {
    title: 'a schedule that watches an unknown agent',
    instead: 'cron: "0 2 * * mon-fri"',
    write: 'watch: ▸hrr',
    message: 'Unknown agent hrr',
    hint: 'Did you mean hr?',
  },
  {
    title: 'a schedule that watches a source which cannot be watched',
    instead: 'cron: "0 2 * * mon-fri"',
    write: 'watch: ▸hr',
    message: 'The connector reader cannot watch its source',
  },
]

describe('the meaning', () => wrongCases([...SETTINGS, ...RUNS]))
