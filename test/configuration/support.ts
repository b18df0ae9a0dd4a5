import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { type ApplyOptions, applyConfiguration } from '../../src/configuration/apply.js'
import { checkConfiguration, inspectConfiguration } from '../../src/configuration/check.js'
import type { Connectors } from '../../src/configuration/check-agent.js'
import { readText } from '../../src/configuration/read.js'
import type { Capabilities, Connector } from '../../src/connectors/connector.js'
import type { Problem, ProblemCode } from '../../src/model/problem.js'
import type { TestDatabase } from '../support/database.js'

const connector = (name: string, settings: z.ZodType, capabilities: Partial<Capabilities> = {}): Connector => ({
  name,
  title: name,
  settings,
  capabilities: {
    fullImport: true,
    deltaImport: true,
    export: true,
    rename: true,
    valueChanges: true,
    discovery: true,
    watch: false,
    passwords: false,
    ...capabilities,
  },
  open: () => Promise.reject(new Error('never opened here')),
})

/** Two connectors: one that does everything and one that only reads. */
export const testConnectors: Connectors = (() => {
  const all = [
    connector(
      'directory',
      z.strictObject({
        url: z
          .string()
          .regex(/^ldaps?:\/\//, 'Expected ldap://host or ldaps://host.')
          .describe('The server.'),
        password: z.string().optional(),
        pin: z.string().optional().meta({ secret: true }),
        port: z.int().min(1).max(65535).optional(),
        tls: z.strictObject({ ca: z.string().optional() }).optional(),
      }),
    ),
    connector('reader', z.strictObject({ path: z.string(), format: z.enum(['csv', 'ldif']) }), {
      deltaImport: false,
      export: false,
      rename: false,
    }),
    connector('writer', z.strictObject({ path: z.string() }), { rename: false }),
  ]
  return { names: all.map(each => each.name), named: name => all.find(each => each.name === name) }
})()

/** A document that uses every part of the format and has nothing wrong. */
export const GOOD = `version: 1
metaverse:
  attributes:
    badgeNumber: string
    costCenters: { type: string, multivalued: true, indexed: true }
    headcount: number
  types:
    person:
      attributes: [badgeNumber, costCenters, headcount]
      deletion: { when: last-connector, ignore: [target] }
    device:
      attributes: [displayName]
      deletion: { when: any-connector, of: [hr] }
agents:
  hr:
    connector: reader
    settings: { path: hr.csv, format: csv }
    guard: { deletionLimit: 100, deletionPercent: null }
    objects:
      employee:
        attributes:
          employeeID: string
          givenName: string
          sn: string
          employeeType: string
          floor: number
          managerID: reference
          phones: { type: string, multivalued: true }
        filter:
          - { attribute: employeeType, operator: equality, value: contractor }
          - [ { attribute: sn, operator: not-present }, { attribute: floor, operator: bit-on, value: 2 } ]
        join:
          - { type: person, on: { employeeID: employeeID } }
          - { on: { mail: { expression: "cs.givenName + '.' + cs.sn + '@contoso.test'" } } }
        projection: person
        import:
          person:
            employeeID: employeeID
            manager: managerID
            displayName: { expression: "cs.givenName + ' ' + cs.sn" }
            company: { constant: Contoso }
            headcount: { constant: 1 }
            costCenters: phones
    runProfiles:
      full-import: [full-import]
      full: [ { type: full-import, deletionLimit: 100 }, full-synchronization ]
  directory:
    connector: directory
    settings:
      url: ldaps://dc1.contoso.test
      password: \${env:LDAP_PASSWORD}
      tls: { ca: ca.pem }
    deprovisioning: delete-object
    recall: false
    objects:
      user:
        attributes: { displayName: string, mail: string, manager: reference }
        import:
          person:
            displayName: displayName
            mail: mail
        provision:
          - type: person
            when: "mv.employeeStatus == 'active'"
            dn: "'cn=' + mv.accountName + ',dc=contoso,dc=test'"
            rename: true
        export:
          person:
            displayName: displayName
            mail: { from: mail, allowNulls: true }
            manager: manager
            userPassword: { expression: "'Welcome' + mv.employeeID", initialOnly: true }
    runProfiles:
      export: [export, { type: delta-import, batchSize: 500 }, delta-synchronization]
  target:
    connector: writer
    settings: { path: out.ldif }
    objects: { }
precedence:
  person:
    displayName: [directory, hr]
schedules:
  nightly:
    cron: "0 2 * * mon-fri"
    timezone: Europe/Berlin
    runs: [ { agent: hr, profile: full }, { agent: directory, profile: export } ]
`

export const inspect = (text: string) => inspectConfiguration(readText(text), testConnectors)

export const checked = (text: string) => checkConfiguration(readText(text), testConnectors)

/** Asks and configures the database that a test file has by then. */
export const onDatabase = (held: () => TestDatabase) => ({
  rows: <Row = Record<string, unknown>>(sql: string, values?: unknown[]) => held().database.query<Row>(sql, values),
  apply: (text: string, options: Partial<ApplyOptions> = {}) =>
    applyConfiguration(held().database, checked(text), { author: 'anna', ...options }),
})

/** Something wrong in the good document. */
export interface WrongCase {
  readonly title: string
  /** What of the good document is replaced. */
  readonly instead: string
  /** By what; ▸ marks where the problem is to be told. */
  readonly write: string
  readonly message: string
  readonly hint?: string
  readonly code?: ProblemCode
}

export const SYNTAX = 'configuration.syntax'

/** What cases are made from, and how they are looked at. */
interface WrongCasesOf {
  readonly good: string
  readonly inspect: (text: string) => { readonly problems: readonly Problem[] }
}

/** Each is told as one problem, at its place. */
export function wrongCases(cases: readonly WrongCase[], of: WrongCasesOf = { good: GOOD, inspect }): void {
  test.each(cases)('$title', ({ instead, write, message, hint, code = 'configuration.invalid' }) => {
    expect(of.good).toContain(instead)
    const marked = of.good.replace(instead, () => write)
    const before = marked.slice(0, Math.max(0, marked.indexOf('▸'))).split('\n')
    const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
    const [problem, ...others] = of.inspect(marked.replace('▸', '')).problems
    expect(problem).toMatchObject({ code, message: expect.stringContaining(message) })
    if (hint !== undefined) expect(problem?.hint).toContain(hint)
    if (write.includes('▸')) expect(problem?.where).toMatchObject({ file: 'hub.yaml', ...place })
    if (code !== SYNTAX) expect(others).toEqual([])
  })
}
