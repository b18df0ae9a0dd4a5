import { inspectConfiguration } from '../../src/configuration/check.js'
import { compileRuleSet, provisionalIds } from '../../src/configuration/compile.js'
import type { HubDocument } from '../../src/configuration/document.js'
import { loadExtensions } from '../../src/configuration/extensions/load-extensions.js'
import { locateByPath } from '../../src/configuration/place.js'
import { readText } from '../../src/configuration/read.js'
import { testConnectors } from './support.js'

/** The module that {@link EVERY_RULE} names. */
const MODULE = `export default {
  filter: entry => entry.value('sn') === 'Secret',
  joinMapping: { aliases: entry => entry.values('phones') },
  joinResolution: { newest: (entry, hits) => hits.length - 1 },
  projection: entry => (entry.has('sn') ? 'person' : false),
  importFlow: { title: entry => 'Dr. ' + entry.value('sn'), count: () => 3 },
  exportFlow: { greeting: object => 'Dear ' + object.value('displayName') },
  deprovision: () => 'delete',
}
`

const METAVERSE_MODULE = `export default {
  provision: () => undefined,
  shouldDelete: () => true,
}
`

const FILES = new Map([
  ['rules.ts', MODULE],
  ['metaverse.ts', METAVERSE_MODULE],
])

/** A document with every kind of rule in every form, and nothing wrong. */
export const EVERY_RULE = `version: 1
metaverse:
  extension: ./metaverse.ts
  attributes:
    badge: { type: number, unique: true }
    login: { type: string, unique: true }
    nicknames: { type: string, multivalued: true }
    friends: { type: reference, multivalued: true }
    scans: { type: binary, multivalued: true }
  types:
    person:
      attributes: [badge, login, nicknames, friends, scans]
      deletion: { when: any-connector, of: [hr], grace: 30d }
    group:
      deletion: { when: extension, grace: 12h }
    device:
      attributes: [displayName]
      deletion: { when: last-connector, grace: 45m }
agents:
  hr:
    connector: reader
    settings: { path: hr.csv, format: csv }
    extension: ./rules.ts
    objects:
      employee:
        attributes:
          employeeID: string
          sn: string
          floor: number
          managerID: reference
          phones: { type: string, multivalued: true }
          scan: binary
        filter: extension
        join:
          - { type: person, on: { employeeID: { dnComponent: -1 } }, resolution: newest }
          - { on: { object-id: employeeID } }
          - { on: { otherMailbox: { extension: aliases, reads: [phones] } } }
        projection: { type: person, when: "cs.sn != 'Nobody'" }
        import:
          person:
            displayName: sn
            cn: { dnComponent: 1 }
            login: { unique: [ "LCase(cs.sn)", "LCase(cs.sn) + string(n)" ], keep: false }
            title: { extension: title, reads: [sn, dn] }
            department: { extension: title }
            badge: floor
            nicknames: phones
            friends: managerID
            scans: scan
      contractor:
        attributes: { sn: string, kind: string }
        projection: { expression: "cs.kind == 'person' ? 'person' : null" }
        import:
          person: { displayName: sn }
      robot:
        attributes: { sn: string }
        projection: { extension: true }
  directory:
    connector: directory
    settings: { url: ldaps://dc1.contoso.test }
    extension: { file: ./rules.ts, timeLimit: 0.5 }
    deprovisioning: extension
    objects:
      user:
        attributes: { name: string, info: string, id: string, title: string, extra: string, aliases: { type: string, multivalued: true } }
        projection: { type: person }
        import:
          person: { displayName: name, title: { extension: title }, nicknames: aliases }
        provision:
          - { type: person, when: "mv.title == 'Dr.'", dn: "'cn=' + mv.cn", replace: true }
        export:
          person:
            name: displayName
            info: { extension: greeting, reads: [displayName], initialOnly: true }
            id: { objectId: true }
            title: { from: title, existenceTest: true }
            extra: { from: department, allowNulls: true }
            aliases: nicknames
      contact:
        attributes: { name: string }
        import:
          person: { displayName: name }
        provision:
          - { type: person, when: "mv.title != 'Dr.'", dn: "'cn=' + mv.cn", replace: true }
  late:
    connector: directory
    settings: { url: ldaps://dc2.contoso.test }
    objects:
      user:
        attributes: { name: string, aliases: { type: string, multivalued: true } }
        import:
          person: { displayName: name, nicknames: aliases }
        export:
          person: { name: displayName }
precedence:
  person:
    displayName: [directory, hr]
    nicknames: merge-case-insensitive
    friends: { kind: equal, order: [hr] }
    title: manual
    scans: merge
    cn: { kind: ranked, order: [hr] }
`

// A module that the document does not name would be an error of its own.
const read = (text: string) => ({
  ...readText(text),
  files: new Map([...FILES].filter(([file]) => text.includes(`./${file}`))),
})

export const inspectRules = (text: string) => inspectConfiguration(read(text), testConnectors)

/** The rule set of a document, however wrong it is, with the rules of its modules. */
export function compileRules(text: string) {
  const document = read(text).value as unknown as HubDocument
  const ids = provisionalIds(document)
  const extensions = loadExtensions(document, { files: FILES, agents: ids.agents, locate: locateByPath })
  const { rules } = compileRuleSet(document, { version: 1, ids, connectors: testConnectors, extensions })
  return { document, ids, rules }
}
