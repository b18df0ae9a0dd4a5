import { type MemorySource, memorySource } from '../../../src/connectors/memory/index.js'
import { type TestHub, testHub } from '../../support/hub.js'

const NAME = `extensions-${process.pid}`

export const hr: MemorySource = memorySource(`${NAME}-hr`)
export const portal: MemorySource = memorySource(`${NAME}-portal`)

const DOCUMENT = {
  version: 1,
  metaverse: {
    attributes: { level: 'number' },
    types: {
      person: { attributes: ['level'], deletion: { when: 'extension' } },
      contact: { attributes: ['employeeID'], deletion: { when: 'extension' } },
    },
    extension: './metaverse.ts',
  },
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: hr.name },
      extension: { file: './hr.ts', timeLimit: 1 },
      objects: {
        person: {
          attributes: {
            id: 'string',
            name: 'string',
            kind: 'string',
            level: 'string',
            mails: { type: 'string', multivalued: true },
            behave: 'string',
          },
          filter: 'extension',
          join: [{ on: { employeeID: { extension: 'numbers' } }, resolution: 'best' }],
          projection: { extension: true },
          import: {
            person: {
              employeeID: { extension: 'number', reads: ['id'] },
              displayName: { extension: 'display' },
              level: { extension: 'level' },
              title: { extension: 'title' },
            },
            contact: { employeeID: 'id', displayName: { extension: 'display' } },
          },
        },
      },
    },
    portal: {
      connector: 'memory',
      settings: { source: portal.name },
      extension: './portal.ts',
      deprovisioning: 'extension',
      objects: {
        user: {
          attributes: { login: 'string', name: 'string', note: 'string', sip: 'string' },
          join: [{ type: 'person', on: { employeeID: 'login' } }],
          export: { person: { name: { extension: 'name', allowNulls: true }, note: { extension: 'note' } } },
        },
        outsider: { attributes: { login: 'string', name: 'string' } },
        member: {
          attributes: { login: 'string', name: 'string' },
          projection: 'contact',
          import: { contact: { employeeID: 'login', displayName: 'name' } },
        },
      },
    },
  },
}

const FILES = new Map([
  [
    'hr.ts',
    `import type { AgentExtension, Entry, Hub } from 'identity-hub/extension'
import { numberOf } from './lib/numbers.ts'

const display = (entry: Entry, _: unknown, hub: Hub) => {
  if (entry.value('behave') === 'throw') {
    throw new Error('cannot bear it')
  }
  while (entry.value('behave') === 'loop') {}
  if (entry.value('behave') === 'fail') throw hub.fail('the name is odd')
  return entry.value('name')
}

export default {
  filter: entry => entry.value('kind') === 'machine',
  joinMapping: { numbers: entry => [numberOf(entry), 'old-' + numberOf(entry)] },
  joinResolution: {
    best: (entry, hits) =>
      hits.length === 1 ? hits[0] : { hit: hits.findIndex(hit => hit.value('displayName') === entry.value('name')), type: 'person' },
  },
  projection: entry => (entry.value('kind') === 'guest' ? 'contact' : 'person'),
  importFlow: {
    number: entry => numberOf(entry),
    display,
    level: (entry, object, hub) => (entry.has('level') ? entry.value('level') : hub.decline),
    title: () => ['Sir', 'Dame'].slice(0, 1),
  },
} satisfies AgentExtension
`,
  ],
  ['lib/numbers.ts', "export const numberOf = (entry): string | undefined => entry.value('id')?.padStart(4, '0')\n"],
  [
    'portal.ts',
    `export default {
  exportFlow: {
    name: (object, entry) => object.value('displayName') + (entry.dn.includes('Admin') ? ' (admin)' : ''),
    note: (object, entry, hub) => object.contributors('displayName').map(each => each.agent).join() || hub.decline,
  },
  deprovision: (entry, object) =>
    object.value('title') === 'Keep' ? 'disconnect' : { action: 'explicit-disconnect', dn: 'CN=gone ' + entry.value('login'), set: { note: 'left', sip: null } },
}
`,
  ],
  [
    'metaverse.ts',
    `import type { MetaverseExtension } from 'identity-hub/extension'
export default {
  provision(object, hub) {
    const [user] = object.connectors('portal')
    const dn = 'CN=' + hub.dn.escape(object.value('displayName') ?? '?')
    if (object.value('displayName') === 'Nobody') user?.disconnect()
    else if (user) user.rename(dn)
    else object.start('portal', object.type === 'contact' ? 'outsider' : 'user', { dn, attributes: { login: object.value('employeeID') } })
  },
  shouldDelete: entry => entry.agent === 'hr',
} satisfies MetaverseExtension
`,
  ],
])

/** A hub whose rules are all in code: an HR source and a portal that is provisioned. */
export const codedWorld = (): Promise<TestHub> => testHub(DOCUMENT, process.cwd(), FILES)

/** The same with other modules. */
export const applyFiles = (hub: TestHub, files: Readonly<Record<string, string>>): Promise<void> =>
  hub.apply(DOCUMENT, new Map([...FILES, ...Object.entries(files)]))

export const put = (id: string, name: string, more: Readonly<Record<string, string>> = {}) =>
  hr.put({
    objectType: 'person',
    dn: `hr-${id}`,
    anchor: id,
    attributes: {
      id: [id],
      name: [name],
      ...Object.fromEntries(Object.entries(more).map(([key, value]) => [key, [value]])),
    },
  })

export interface Person {
  readonly type: string
  readonly attributes: Readonly<Record<string, string[]>>
}

/** All metaverse objects by employee number. */
export async function people(hub: TestHub): Promise<Record<string, Person>> {
  const rows = await hub.database.query<Person>('select type, attributes from metaverse_object')
  return Object.fromEntries(rows.map(row => [row.attributes.employeeID?.[0] ?? '', row]))
}

export const problems = (hub: TestHub) =>
  hub.database.query<{ dn: string; code: string; message: string; details: unknown }>(
    'select entry.dn, problem.code, problem.message from problem join entry on entry.id = problem.entry_id order by entry.dn, code',
  )
