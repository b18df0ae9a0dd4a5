import { createClient as createStreamClient } from 'graphql-sse'
import { createClient as createSocketClient } from 'graphql-ws'
import WebSocket from 'ws'
import type { Role } from '../../src/access/roles.js'
import type { Transport } from './following.js'
import { personName, type World } from './support.js'

export const OBJECTS = `subscription ($type: String, $where: MetaverseObjectWhere, $after: String) {
  objectChanged(type: $type, where: $where, after: $after) {
    ... on ObjectChange { cursor kind changedAttributes objectId object { displayName } } ... on Lagged { after } } }`
export const RUNS = `subscription ($agent: String, $after: String) {
  runs(agent: $agent, after: $after) {
    ... on RunChange { cursor kind stepNumber status run { agentName } } ... on Lagged { after } } }`

export interface LiveEvent {
  readonly cursor: string
  readonly kind: string
  readonly changedAttributes?: readonly string[]
  readonly objectId?: string
  readonly object?: { readonly displayName: string | null } | null
  readonly after?: string
  readonly id?: string
  readonly profile?: { readonly account: string; readonly properties: readonly unknown[] } | null
}

interface Subscription {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly transport?: Transport
  readonly role?: Role
  /** Absent: one that the world makes for the role. */
  readonly key?: string
  /** Where the server answers; absent: the world's own. */
  readonly url?: string
}

/** Clients that follow the feeds of a world, each on a connection of its own. */
export function liveClients(held: () => World) {
  const ends: (() => unknown)[] = []

  async function* follow({ query, variables = {}, transport = 'socket', role = 'reader', key, url }: Subscription) {
    const at = url ?? held().server.url
    const authorization = `Bearer ${key ?? (await held().key(role))}`
    const made =
      transport === 'socket'
        ? createSocketClient({
            url: `${at.replace('http', 'ws')}/graphql`,
            webSocketImpl: WebSocket,
            connectionParams: { authorization },
            retryAttempts: 0,
          })
        : createStreamClient({ url: `${at}/graphql/stream`, headers: { authorization }, retryAttempts: 0 })
    ends.push(() => made.dispose())
    for await (const { data, errors } of made.iterate({ query, variables })) {
      if (errors !== undefined) throw new Error(JSON.stringify(errors))
      yield Object.values(data as Record<string, LiveEvent>)[0] as LiveEvent
    }
  }

  /** What a subscription is told, as it comes, and what made it end. */
  function hear(subscription: Subscription) {
    const events: LiveEvent[] = []
    const over = (async () => {
      for await (const event of follow(subscription)) events.push(event)
    })().catch((error: unknown) => (error instanceof Error ? error.message : JSON.stringify(error)))
    return { events, over }
  }

  async function cutOff(): Promise<void> {
    for (const end of ends.splice(0)) await end()
  }

  return { hear, cutOff }
}

export const pause = (milliseconds: number): Promise<void> => new Promise(done => setTimeout(done, milliseconds))

/** Waits until something holds; fails with what there was instead. */
export async function until(holds: () => boolean, seen: () => unknown = () => undefined): Promise<void> {
  for (const end = performance.now() + 10_000; !holds(); await pause(10))
    if (performance.now() > end) throw new Error(`It did not come to it: ${JSON.stringify(seen())}`)
}

/** Gives a person of the source another name, and synchronizes it. */
export async function rename({ hr, test }: World, person: number, name: string): Promise<void> {
  put(hr, person, name)
  await test.run('hr', 'delta-import')
  await test.run('hr', 'delta-synchronization')
}

export function put(hr: World['hr'], person: number, name: string): void {
  hr.put({
    objectType: 'person',
    dn: personName(person),
    anchor: `P${person}`,
    attributes: { employeeID: [String(1000 + person)], cn: [name], mail: [`Person.${person}@Contoso.test`] },
  })
}

/** Writes changes into the feed as synchronization does, of an object that need not be there. */
export const writeChanges = (held: World, first: number, count: number): Promise<unknown> =>
  held.hub.database.query(
    `insert into change_feed (object_id, object_type, kind, attributes)
     select $1 + i, 'person', 'updated', '{displayName}' from generate_series(0, $2 - 1) i`,
    [first, count],
  )
