import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@jest/globals'
import { createApiKey } from '../../src/access/create-key.js'
import type { Role } from '../../src/access/roles.js'
import { type MemorySource, memorySource } from '../../src/connectors/memory/source.js'
import { type GraphServer, type ServeOptions, serveGraphql } from '../../src/graphql/server.js'
import { openQueue } from '../../src/runs/queue.js'
import type { Hub } from '../../src/service/hub.js'
import { openRunEventFeed } from '../../src/service/run-event-feed.js'
import type { Database } from '../../src/storage/database.js'
import { type TestHub, testHub } from '../support/hub.js'

/** People with managers, groups of people, one agent they come from and one they are provisioned to. */
export const DOCUMENT = (source: string): object => ({
  version: 1,
  metaverse: {
    attributes: { nickname: { type: 'string', multivalued: true }, floor: 'number' },
    types: { person: { attributes: ['nickname', 'floor'] } },
  },
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: `${source}-hr` },
      guard: { deletionLimit: null, deletionPercent: null },
      objects: {
        person: {
          attributes: {
            employeeID: 'string',
            cn: 'string',
            mail: 'string',
            floor: 'number',
            manager: 'reference',
            nickname: { type: 'string', multivalued: true },
          },
          filter: [{ attribute: 'cn', operator: 'equality', value: 'Outsider' }],
          join: [{ type: 'person', on: { employeeID: 'employeeID' } }],
          projection: 'person',
          import: {
            person: {
              employeeID: 'employeeID',
              displayName: 'cn',
              mail: 'mail',
              floor: 'floor',
              nickname: 'nickname',
              manager: 'manager',
            },
          },
        },
        group: {
          attributes: { cn: 'string', member: { type: 'reference', multivalued: true } },
          projection: 'group',
          import: { group: { displayName: 'cn', member: 'member' } },
        },
      },
      runProfiles: { full: ['full-import', 'full-synchronization'], 'delta-import': ['delta-import'] },
    },
    portal: {
      connector: 'memory',
      settings: { source: `${source}-portal` },
      deprovisioning: 'delete-object',
      objects: {
        user: {
          attributes: { uid: 'string', cn: 'string', manager: 'reference' },
          provision: [{ type: 'person', dn: "'uid=' + mv.employeeID + ',o=portal'" }],
          export: { person: { uid: 'employeeID', cn: 'displayName', manager: 'manager' } },
        },
      },
      runProfiles: { export: ['export'] },
    },
  },
})

/** The same with an agent of a SharePoint farm that is never reached. */
export function withFarm(source: string): object {
  const document = DOCUMENT(source) as { readonly agents: object }
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to a secret
  const settings = { url: 'http://farm.invalid', user: 'nobody', password: '${env:PATH}' }
  const objects = { user: { attributes: { AccountName: 'string' } } }
  return { ...document, agents: { ...document.agents, farm: { connector: 'sharepoint', settings, objects } } }
}

export interface World {
  readonly hub: Hub
  readonly test: TestHub
  readonly server: GraphServer
  readonly hr: MemorySource
  /** What the names of its sources begin with. */
  readonly source: string
  /** What went wrong inside the hub. */
  readonly bugs: object[]
  key(role: Role): Promise<string>
  ask(query: string, variables?: object, role?: Role): Promise<Answer>
  close(): Promise<void>
}

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  readonly data: any
  readonly errors:
    | readonly { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[]
    | undefined
}

export const PEOPLE = 60
export const GROUPS = 8
let worlds = 0

/** A hub with people and groups in it, served on a port of its own. */
export async function world(options: Pick<ServeOptions, 'compileAfter'> = {}): Promise<World> {
  const source = `graphql-${process.pid}-${++worlds}`
  fill(source)
  const test = await testHub(DOCUMENT(source))
  await test.run('hr', 'full-import')
  await test.run('hr', 'full-synchronization')
  const { database } = test
  await released(database)
  const bugs: object[] = []
  const hub: Hub = {
    database,
    queue: await openQueue(database, { worker: false, onError: error => bugs.push({ error }) }),
    events: await openRunEventFeed(database),
    configurationFolder: process.cwd(),
    log: { error: details => bugs.push(details), info: () => undefined },
  }
  const server = await serveGraphql(hub, { port: 0, host: '127.0.0.1', ...options })
  const keys = new Map<Role, Promise<string>>()
  const key = (role: Role): Promise<string> => {
    const made = keys.get(role) ?? createApiKey(database, { name: `the ${role}`, scopes: [role] })
    keys.set(role, made)
    return made
  }
  return {
    hub,
    test,
    server,
    bugs,
    key,
    hr: memorySource(`${source}-hr`),
    source,
    ask: async (query, variables, role = 'administrator') => post(server.url, { query, variables }, await key(role)),
    async close() {
      await server.close()
      await hub.events.close()
      await hub.queue.stop()
      await test.drop()
    },
  }
}

/**
 * Waits until all changes so far may be told: a transaction of any database of the server holds back what was written after its
 * beginning, and a subscriber who comes meanwhile is told of it afterwards.
 */
async function released(database: Database): Promise<void> {
  const held = 'select from change_feed where xact >= pg_snapshot_xmin(pg_current_snapshot()) limit 1'
  while ((await database.query(held)).length > 0) await sleep(20)
}

export async function post(url: string, body: object, key?: string): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  const { data, errors } = text === '' ? {} : JSON.parse(text)
  return { status: response.status, data, errors }
}

export const personName = (i: number): string => `cn=p${i},ou=people`

function fill(source: string): void {
  const hr = memorySource(`${source}-hr`)
  for (let i = 0; i < PEOPLE; i++) {
    hr.put({
      objectType: 'person',
      dn: personName(i),
      anchor: `P${i}`,
      attributes: {
        employeeID: [String(1000 + i)],
        cn: [`Person ${i}`],
        mail: [`Person.${i}@Contoso.test`],
        floor: [String(i % 5)],
        ...(i > 0 && { manager: [personName(Math.floor((i - 1) / 5))] }),
        ...(i % 2 === 0 && { nickname: [`nick ${i}`, `Émile_${i}%`] }),
      },
    })
  }
  hr.put({ objectType: 'person', dn: 'cn=outsider,ou=people', anchor: 'X', attributes: { cn: ['Outsider'] } })
  for (let i = 0; i < GROUPS; i++) {
    const members = Array.from({ length: 30 }, (_, n) => personName((n + i) % PEOPLE))
    const missing = i === 0 ? ['cn=nobody,ou=people'] : []
    hr.put({
      objectType: 'group',
      dn: `cn=g${i},ou=groups`,
      anchor: `G${i}`,
      attributes: { cn: [`Group ${i}`], member: [...members, ...missing] },
    })
  }
}

/** Asks the world that a test file has by then for data, and expects neither errors nor bugs. */
export const asking = (held: () => World) => async (query: string, variables?: object) => {
  const { data, errors } = await held().ask(query, variables)
  expect(errors).toBeUndefined()
  expect(held().bugs).toEqual([])
  return data
}

export const entryQuery = (selection: string): string =>
  `query ($filter: EntryFilterInput, $agent: String! = "hr", $first: Int = 500) { connectorSpaceEntries(agent: $agent, filter: $filter, first: $first) { totalCount nodes { ${selection} } } }`
