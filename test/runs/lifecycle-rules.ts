import { type MemorySource, memorySource } from '../../src/connectors/memory/index.js'

/**
 * People from their first day to their last: a personnel file that filters some and projects others, a directory that is source and
 * target at once and is found again by the id that the hub wrote into it, a portal in which a guest becomes a user.
 */
const NAME = `lifecycle-world-${process.pid}`
export const AGENTS = ['hr', 'directory', 'portal'] as const
export type Agent = (typeof AGENTS)[number]
export const sourceOf = (agent: Agent): MemorySource => memorySource(`${NAME}-${agent}`)
const settings = (agent: Agent) => ({ source: `${NAME}-${agent}` })

const kept = (from: string) => ({ from, allowNulls: true })
const portal = (status: string) => ({
  attributes: { name: 'string', login: 'string', mail: 'string', boss: 'reference', first: 'string' },
  provision: [
    { type: 'person', when: `mv.employeeStatus == '${status}'`, dn: `'${status}=' + mv.login`, replace: true },
  ],
  export: {
    person: {
      name: kept('displayName'),
      login: 'login',
      mail: kept('mail'),
      boss: kept('manager'),
      first: { from: 'title', initialOnly: true },
    },
  },
})
export const DOCUMENT = {
  version: 1,
  metaverse: {
    attributes: { login: { type: 'string', unique: true } },
    types: { person: { attributes: ['login'], deletion: { when: 'last-connector', ignore: ['directory', 'portal'] } } },
  },
  agents: {
    hr: {
      connector: 'memory',
      settings: settings('hr'),
      objects: {
        employee: {
          attributes: {
            id: 'string',
            name: 'string',
            kind: 'string',
            title: 'string',
            mail: 'string',
            boss: 'reference',
          },
          filter: [{ attribute: 'kind', operator: 'equality', value: 'secret' }],
          join: [{ type: 'person', on: { employeeID: 'id' } }],
          projection: { type: 'person', when: "cs.kind != 'idle'" },
          import: {
            person: {
              employeeID: 'id',
              displayName: 'name',
              employeeStatus: 'kind',
              title: 'title',
              mail: 'mail',
              manager: 'boss',
              login: { unique: ['LCase(cs.name)', 'LCase(cs.name) + string(n)'] },
            },
          },
        },
      },
    },
    directory: {
      connector: 'memory',
      settings: settings('directory'),
      objects: {
        account: {
          attributes: {
            hubId: 'string',
            number: 'string',
            name: 'string',
            title: 'string',
            mail: 'string',
            boss: 'reference',
          },
          join: [
            { type: 'person', on: { 'object-id': 'hubId' } },
            { type: 'person', on: { employeeID: 'number' } },
          ],
          import: { person: { mail: 'mail', title: 'title', manager: 'boss' } },
          provision: [
            {
              type: 'person',
              when: "mv.employeeStatus != 'guest'",
              dn: "'cn=' + mv.displayName + mv.employeeID",
              rename: true,
            },
          ],
          export: {
            person: {
              hubId: { objectId: true },
              number: { from: 'employeeID', initialOnly: true },
              name: kept('displayName'),
              mail: 'mail',
              title: { from: 'title', existenceTest: true },
              boss: kept('manager'),
            },
          },
        },
      },
    },
    portal: {
      connector: 'memory',
      settings: settings('portal'),
      deprovisioning: 'delete-object',
      objects: { user: portal('active'), guest: portal('guest') },
    },
  },
  precedence: { person: { mail: ['directory', 'hr'] } },
}
