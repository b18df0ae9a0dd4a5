import { type MemorySource, memorySource } from '../../../src/connectors/memory/index.js'

const NAME = `preview-${process.pid}`
const SOURCES = { hr: `${NAME}-hr`, badges: `${NAME}-badges`, portal: `${NAME}-portal` }
export const hr: MemorySource = memorySource(SOURCES.hr)
export const badges: MemorySource = memorySource(SOURCES.badges)

/** HR and badges compete for names and rooms; everybody gets an account in the portal. */
export const document = (title: object | string = 'room') => ({
  version: 1,
  metaverse: { types: { person: { deletion: { when: 'any-connector', of: ['hr'] } } } },
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: SOURCES.hr },
      guard: { deletionLimit: null, deletionPercent: null },
      objects: {
        person: {
          attributes: {
            id: 'string',
            name: 'string',
            room: 'string',
            kind: 'string',
            phones: { type: 'string', multivalued: true },
            boss: 'reference',
          },
          filter: [
            { attribute: 'kind', operator: 'equality', value: 'contractor' },
            [
              { attribute: 'name', operator: 'present' },
              { attribute: 'room', operator: 'equality', value: 'none' },
            ],
          ],
          join: [
            { type: 'person', on: { employeeID: 'id' } },
            { type: 'person', on: { displayName: 'name' } },
          ],
          projection: 'person',
          import: {
            person: { employeeID: 'id', displayName: 'name', title, telephoneNumber: 'phones', manager: 'boss' },
          },
        },
      },
    },
    badges: {
      connector: 'memory',
      settings: { source: SOURCES.badges },
      objects: {
        badge: {
          attributes: { id: 'string', name: 'string', room: 'string' },
          join: [{ type: 'person', on: { employeeID: 'id' } }],
          import: { person: { displayName: 'name', title: 'room' } },
        },
      },
    },
    portal: {
      connector: 'memory',
      settings: { source: SOURCES.portal },
      deprovisioning: 'delete-object',
      objects: {
        admin: {
          attributes: { login: 'string' },
          provision: [{ type: 'person', when: "mv.displayName == 'Root'", dn: "'cn=root,o=portal'" }],
        },
        user: {
          attributes: { login: 'string', cn: 'string', room: 'string', boss: 'reference' },
          provision: [
            { type: 'person', when: 'has(mv.employeeID)', dn: "'cn=' + mv.employeeID + ',o=portal'", rename: true },
          ],
          export: {
            person: {
              login: { from: 'employeeID', initialOnly: true },
              cn: 'displayName',
              room: 'title',
              boss: 'manager',
            },
          },
        },
      },
    },
  },
})
