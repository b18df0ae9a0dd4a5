import fc from 'fast-check'
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

/** What differs from one history's rules to another's. Recall is always on: a value that nobody gives any more stays until somebody is asked again. */
export const anyRules = fc.record({
  deletion: fc.constantFrom(
    { when: 'last-connector', ignore: ['directory', 'portal'] },
    { when: 'last-connector' },
    { when: 'any-connector', of: ['hr'] },
    { when: 'any-connector', of: ['hr'], grace: '30d' },
  ),
  deprovisioning: fc.constantFrom('make-normal-disconnector', 'make-explicit-disconnector', 'delete-object'),
  precedence: fc.record({
    mail: fc.constantFrom<unknown>(['directory', 'hr'], ['hr', 'directory'], 'equal'),
    manager: fc.constantFrom<unknown>(['directory', 'hr'], ['hr', 'directory'], 'equal'),
  }),
  allowNulls: fc.boolean(),
  rename: fc.boolean(),
  replace: fc.boolean(),
  /** Whether the directory's accounts may stand for people whom nobody else knows. */
  projection: fc.boolean(),
  keep: fc.boolean(),
})
type Rules = typeof anyRules extends fc.Arbitrary<infer T> ? T : never

const kept = (from: string) => ({ from, allowNulls: true })
const portal = (status: string, { replace }: Rules) => ({
  attributes: { name: 'string', login: 'string', mail: 'string', boss: 'reference', first: 'string' },
  provision: [{ type: 'person', when: `mv.employeeStatus == '${status}'`, dn: `'${status}=' + mv.login`, replace }],
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
export const documentOf = (rules: Rules) => ({
  version: 1,
  metaverse: {
    attributes: { login: { type: 'string', unique: true } },
    types: { person: { attributes: ['login'], deletion: rules.deletion } },
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
              login: { unique: ['LCase(cs.name)', 'LCase(cs.name) + string(n)'], keep: rules.keep },
            },
          },
        },
      },
    },
    directory: {
      connector: 'memory',
      settings: settings('directory'),
      deprovisioning: rules.deprovisioning,
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
          ...(rules.projection ? { projection: 'person' } : {}),
          import: { person: { employeeID: 'number', mail: 'mail', title: 'title', manager: 'boss' } },
          provision: [
            {
              type: 'person',
              when: "mv.employeeStatus != 'guest'",
              dn: "'cn=' + mv.displayName + mv.employeeID",
              rename: rules.rename,
            },
          ],
          export: {
            person: {
              hubId: { objectId: true },
              number: { from: 'employeeID', initialOnly: true },
              name: kept('displayName'),
              mail: { from: 'mail', allowNulls: rules.allowNulls },
              title: { from: 'title', existenceTest: true },
              boss: { from: 'manager', allowNulls: rules.allowNulls },
            },
          },
        },
      },
    },
    portal: {
      connector: 'memory',
      settings: settings('portal'),
      deprovisioning: 'delete-object',
      objects: { user: portal('active', rules), guest: portal('guest', rules) },
    },
  },
  precedence: { person: rules.precedence },
})

/** Those of the first history. */
export const USUAL: Rules = {
  deletion: { when: 'last-connector', ignore: ['directory', 'portal'] },
  deprovisioning: 'make-normal-disconnector',
  precedence: { mail: ['directory', 'hr'], manager: ['hr', 'directory'] },
  allowNulls: true,
  rename: true,
  replace: true,
  projection: false,
  keep: true,
}
