import { expect } from '@jest/globals'
import { createApiKey } from '../../src/access/create-key.js'
import type { Role } from '../../src/access/roles.js'
import { type MemorySource, memorySource } from '../../src/connectors/memory/source.js'
import { type GraphServer, serveGraphql } from '../../src/graphql/server.js'
import { configureFrom } from '../../src/runs/configure.js'
import { executeRun } from '../../src/runs/execute-run.js'
import { openQueue } from '../../src/runs/queue.js'
import type { Hub } from '../../src/service/hub.js'
import { openRunEventFeed } from '../../src/service/run-event-feed.js'
import { createIdSources } from '../../src/storage/ids.js'
import { type Answer, post } from '../graphql/support.js'
import { type TestHub, testHub } from '../support/hub.js'

export interface Deletion {
  readonly when: string
  readonly of?: readonly string[]
  readonly ignore?: readonly string[]
}

/** People of HR and of a badge system; HR projects, badges wait for somebody who joins them; all go to a portal. */
export const DOCUMENT = (source: string, deletion: Deletion = { when: 'last-connector' }) => ({
  version: 1,
  metaverse: {
    attributes: { badge: 'string', room: 'string' },
    types: { person: { attributes: ['badge', 'room'], deletion } },
  },
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: `${source}-hr` },
      objects: {
        person: {
          attributes: { id: 'string', cn: 'string', boss: 'reference' },
          projection: 'person',
          import: { person: { employeeID: 'id', displayName: 'cn', manager: 'boss' } },
        },
      },
    },
    badges: {
      connector: 'memory',
      settings: { source: `${source}-badges` },
      deprovisioning: 'make-explicit-disconnector',
      objects: {
        badge: {
          attributes: { number: 'string', room: 'string', holder: 'string', state: 'string' },
          filter: [{ attribute: 'state', operator: 'equality', value: 'lost' }],
          join: [{ type: 'person', on: { employeeID: 'holder' } }],
          import: { person: { badge: 'number', room: 'room' } },
        },
      },
    },
    portal: {
      connector: 'memory',
      settings: { source: `${source}-portal` },
      deprovisioning: 'delete-object',
      objects: {
        user: {
          attributes: { uid: 'string', cn: 'string', room: 'string' },
          provision: [{ type: 'person', when: 'has(mv.employeeID)', dn: "'uid=' + mv.employeeID" }],
          export: { person: { uid: 'employeeID', cn: 'displayName', room: 'room' } },
        },
      },
    },
  },
})

export interface OperatorWorld {
  readonly test: TestHub
  readonly hub: Hub
  readonly source: string
  readonly hr: MemorySource
  readonly badges: MemorySource
  readonly portal: MemorySource
  /** Asks the graph, and expects no errors. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  ask(query: string, variables?: object, role?: Role): Promise<any>
  answer(query: string, variables?: object, role?: Role): Promise<Answer>
  /** Executes what is queued. */
  work(): Promise<void>
  entry(agent: string, dn: string): Promise<EntryView>
  close(): Promise<void>
}

export interface EntryView {
  readonly id: string
  readonly state: string
  readonly metaverseObject: { readonly id: string; readonly attributes: readonly object[] } | null
  readonly pendingExport: { readonly operation: string } | null
}

let worlds = 0

/** A hub with the document above, served; nothing is imported yet. */
export async function operatorWorld(deletion?: Deletion): Promise<OperatorWorld> {
  const source = `operator-${process.pid}-${++worlds}`
  const test = await testHub(DOCUMENT(source, deletion))
  const { database } = test
  const bugs: object[] = []
  const hub: Hub = {
    database,
    queue: await openQueue(database, { worker: false, onError: error => bugs.push({ error }) }),
    events: await openRunEventFeed(database),
    configurationFolder: process.cwd(),
    log: { error: details => bugs.push(details), info: () => undefined },
  }
  const server: GraphServer = await serveGraphql(hub, { port: 0, host: '127.0.0.1' })
  const keys = new Map<Role, Promise<string>>()
  const key = (role: Role): Promise<string> => {
    const made = keys.get(role) ?? createApiKey(database, { name: `the ${role}`, scopes: [role] })
    keys.set(role, made)
    return made
  }
  const answer = async (query: string, variables?: object, role: Role = 'administrator') =>
    post(server.url, { query, variables }, await key(role))
  const ask: OperatorWorld['ask'] = async (query, variables, role) => {
    const { data, errors } = await answer(query, variables, role)
    expect(errors).toBeUndefined()
    expect(bugs).toEqual([])
    return data
  }
  return {
    test,
    hub,
    source,
    hr: memorySource(`${source}-hr`),
    badges: memorySource(`${source}-badges`),
    portal: memorySource(`${source}-portal`),
    ask,
    answer,
    work: () => executeQueued(hub),
    async entry(agent, dn) {
      const data = await ask(
        `query ($agent: String!, $dn: String!) { connectorSpaceEntries(agent: $agent, filter: { dn: $dn }) { nodes {
           id state metaverseObject { id attributes { name values } } pendingExport { operation } } } }`,
        { agent, dn },
      )
      expect(data.connectorSpaceEntries.nodes).toHaveLength(1)
      return data.connectorSpaceEntries.nodes[0]
    },
    async close() {
      await server.close()
      await hub.events.close()
      await hub.queue.stop()
      await test.drop()
    },
  }
}

async function executeQueued({ database }: Hub): Promise<void> {
  const queued = await database.query<{ id: number }>(`select id from run where status = 'queued' order by id`)
  for (const { id } of queued) {
    await executeRun(
      {
        database,
        ids: createIdSources(),
        worker: 'test',
        configure: configureFrom(database, process.cwd()),
        log: (message, details) => {
          throw new Error(message, { cause: details })
        },
        signal: new AbortController().signal,
      },
      id,
    )
  }
}

export const person = (id: string, boss?: string) => ({
  objectType: 'person',
  dn: `cn=${id}`,
  anchor: id,
  attributes: { id: [id], cn: [`Person ${id}`], ...(boss && { boss: [`cn=${boss}`] }) },
})

export const badge = (number: string, more: Record<string, string[]> = {}) => ({
  objectType: 'badge',
  dn: `number=${number}`,
  anchor: number,
  attributes: { number: [number], room: [`room ${number}`], ...more },
})

export const ENTRY =
  'entry { id state stateToken metaverseObject { id } } problems { code message hint where { agent dn } }'

export const MUTATIONS = {
  join: `mutation ($entry: ID!, $object: ID!) { it: joinEntry(input: { entry: $entry, object: $object }) { ${ENTRY} } }`,
  project: `mutation ($entry: ID!, $type: String!) { it: projectEntry(input: { entry: $entry, type: $type }) { ${ENTRY} } }`,
  disconnect: `mutation ($entry: ID!, $explicit: Boolean, $confirm: Boolean, $expected: ID) {
    it: disconnectEntry(input: { entry: $entry, explicit: $explicit, confirmDeletion: $confirm, expectedObject: $expected }) { ${ENTRY} } }`,
  set: `mutation ($entry: ID!, $explicit: Boolean!) { it: setDisconnectorState(input: { entry: $entry, explicit: $explicit }) { ${ENTRY} } }`,
  preview: `query ($entry: ID!) { it: disconnectionPreview(entry: $entry) {
    deletesObject deletionDue changedAttributes entries { dn becomes becomesToken agent { name } } problems { code message } } }`,
} as const
