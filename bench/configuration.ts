import type { HubDocument } from '../src/configuration/document.js'
import { PERSON_ATTRIBUTES } from './data.js'

export const DIRECTORY = 'directory'
export const TARGET = 'target'

/** Where the directory agent reads from. */
export interface DirectorySource {
  readonly connector: 'ldap' | 'memory'
  readonly settings: Record<string, unknown>
}

const REFERENCES = { manager: 'reference', member: { type: 'reference', multivalued: true } } as const

const references = (name: 'manager' | 'member') => ({ [name]: REFERENCES[name] })

/**
 * The configuration of all benchmarks: a directory of people and groups that is projected with every attribute, and a
 * target that receives a connector for each of them.
 */
export function benchConfiguration(source: DirectorySource, target = 'target'): HubDocument {
  return {
    version: 1,
    // One client asks as fast as it can.
    access: { limits: { requestsPerSecond: 100_000, pointsPerMinute: 1_000_000_000 } },
    agents: { [DIRECTORY]: directoryAgent(source), [TARGET]: targetAgent(target) },
  } as HubDocument
}

const directoryAgent = ({ connector, settings }: DirectorySource) => ({
  connector,
  settings,
  objects: {
    inetOrgPerson: {
      attributes: {
        ...Object.fromEntries(PERSON_ATTRIBUTES.map(name => [name, 'string'])),
        ...references('manager'),
      },
      join: [{ type: 'person', on: { accountName: 'uid' } }],
      projection: 'person',
      import: {
        person: {
          accountName: 'uid',
          cn: 'cn',
          sn: 'sn',
          givenName: 'givenName',
          displayName: { expression: "cs.givenName + ' ' + cs.sn" },
          title: 'title',
          department: 'departmentNumber',
          mail: { expression: 'LCase(cs.mail)' },
          telephoneNumber: 'telephoneNumber',
          l: 'l',
          postalCode: 'postalCode',
          street: 'street',
          employeeID: 'employeeNumber',
          employeeType: 'employeeType',
          manager: 'manager',
        },
      },
    },
    groupOfNames: {
      attributes: { cn: 'string', ...references('member') },
      projection: 'group',
      import: { group: { displayName: 'cn', member: 'member' } },
    },
  },
})

const targetAgent = (source: string) => ({
  connector: 'memory',
  settings: { source },
  deprovisioning: 'delete-object',
  objects: {
    user: {
      attributes: {
        ...Object.fromEntries(['uid', 'cn', 'sn', 'givenName', 'title', 'mail'].map(name => [name, 'string'])),
        ...references('manager'),
      },
      provision: [
        {
          type: 'person',
          when: 'has(mv.accountName)',
          dn: "'uid=' + EscapeDNComponent(mv.accountName) + ',ou=users,dc=target'",
        },
      ],
      export: {
        person: {
          uid: 'accountName',
          cn: 'displayName',
          sn: 'sn',
          givenName: 'givenName',
          title: 'title',
          mail: 'mail',
          manager: 'manager',
        },
      },
    },
    group: {
      attributes: { cn: 'string', ...references('member') },
      provision: [{ type: 'group', dn: "'cn=' + EscapeDNComponent(mv.displayName) + ',ou=groups,dc=target'" }],
      export: { group: { cn: 'displayName', member: 'member' } },
    },
  },
})
