import { memorySource } from '../../src/connectors/memory/index.js'
import { type TestHub, testHub } from '../support/hub.js'

/** A directory with people and groups, and a personnel department that knows better: both give names and managers. */
const DOCUMENT = (source: string): object => ({
  version: 1,
  metaverse: { types: { person: { deletion: { when: 'last-connector' } } } },
  agents: {
    dir: {
      connector: 'memory',
      settings: { source: `${source}-dir` },
      objects: {
        user: {
          attributes: { uid: 'string', cn: 'string', mail: 'string', manager: 'reference' },
          join: [{ type: 'person', on: { employeeID: 'uid' } }],
          projection: 'person',
          import: { person: { employeeID: 'uid', displayName: 'cn', mail: 'mail', manager: 'manager' } },
        },
        group: {
          attributes: { cn: 'string', member: { type: 'reference', multivalued: true } },
          projection: 'group',
          import: { group: { displayName: 'cn', member: 'member' } },
        },
      },
    },
    hr: {
      connector: 'memory',
      settings: { source: `${source}-hr` },
      objects: {
        user: {
          attributes: { uid: 'string', cn: 'string', boss: 'reference' },
          join: [{ type: 'person', on: { employeeID: 'uid' } }],
          projection: 'person',
          import: { person: { displayName: 'cn', manager: 'boss' } },
        },
      },
    },
  },
  precedence: { person: { displayName: ['hr', 'dir'], manager: ['hr', 'dir'] } },
})

export interface PastWorld extends TestHub {
  readonly dir: ReturnType<typeof memorySource>
  readonly hr: ReturnType<typeof memorySource>
  /** Imports and synchronizes what has changed in an agent's source. */
  bring(agent: 'dir' | 'hr', how?: 'full' | 'delta'): Promise<void>
  /** The id of the object whose employeeID or displayName that is. */
  object(name: string): Promise<number>
}

export const named = (name: string): string => `cn=${name},dc=test`

export async function pastWorld(source: string): Promise<PastWorld> {
  const [dir, hr] = [memorySource(`${source}-dir`), memorySource(`${source}-hr`)]
  dir.reset()
  hr.reset()
  const hub = await testHub(DOCUMENT(source))
  return {
    ...hub,
    dir,
    hr,
    async bring(agent, how = 'delta') {
      await hub.run(agent, { type: `${how}-import`, deletionLimit: null, deletionPercent: null })
      await hub.run(agent, `${how}-synchronization`)
    },
    async object(name) {
      const [row] = await hub.database.query<{ id: number }>(
        `select id from metaverse_object where $1 in (attributes->'employeeID'->>0, attributes->'displayName'->>0)`,
        [name],
      )
      if (row === undefined) throw new Error(`nobody is called ${name}`)
      return row.id
    },
  }
}
