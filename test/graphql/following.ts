import { expect } from '@jest/globals'
import { createClient as createStreamClient } from 'graphql-sse'
import { createClient as createSocketClient } from 'graphql-ws'
import WebSocket from 'ws'
import { nodeId } from '../../src/graphql/node-id.js'
import { startRun } from '../../src/service/runs.js'
import { appendEvent } from '../../src/storage/runs/events.js'
import type { World } from './support.js'

export const QUERY = `subscription ($run: ID!, $after: Int) { runProgress(runId: $run, after: $after) {
  number kind kindToken stepNumber stepType status statusToken progress { done total remainingSeconds } counters { name count targetAgent } problem { code message } run { status } } }`

export type Event = Record<string, unknown> & { readonly number: number }
export type Transport = 'socket' | 'stream'

/** Runs that a test tells the story of, and clients that follow them, in the world that the test file has by then. */
export function following(held: () => World) {
  const ends: (() => unknown)[] = []

  async function newRun(): Promise<number> {
    return (await startRun(held().hub, { name: 'test', roles: ['operator'] }, { agent: 'hr', profile: 'full' })).run
  }

  const progress = (run: number, done: number): Promise<number> =>
    appendEvent(held().hub.database, {
      run,
      kind: 'progress',
      step: 1,
      data: {
        done,
        total: null,
        rate: 10,
        remainingSeconds: null,
        counters: { 'stage-add': done, 'outbound-connector-flow@portal': 1 },
      },
    })

  async function end(run: number): Promise<void> {
    await held().hub.database.query(`update run set status = 'success', ended_at = now() where id = $1`, [run])
    await appendEvent(held().hub.database, { run, kind: 'run-ended', data: { status: 'success' } })
  }

  /** A client of its own; `dispose` cuts it off. */
  async function client(transport: Transport) {
    const authorization = `Bearer ${await held().key('operator')}`
    const made =
      transport === 'socket'
        ? createSocketClient({
            url: `${held().server.url.replace('http', 'ws')}/graphql`,
            webSocketImpl: WebSocket,
            connectionParams: { authorization },
            retryAttempts: 0,
          })
        : createStreamClient({
            url: `${held().server.url}/graphql/stream`,
            headers: { authorization },
            retryAttempts: 0,
          })
    ends.push(() => made.dispose())
    return made
  }

  async function* follow(transport: Transport, run: number, after?: number): AsyncGenerator<Event> {
    const results = (await client(transport)).iterate({ query: QUERY, variables: { run: nodeId('Run', run), after } })
    for await (const { data, errors } of results) {
      expect(errors).toBeUndefined()
      yield (data as { runProgress: Event }).runProgress
    }
  }

  /** Undoes what tests have left in `ends`, the clients among them. */
  async function cutOff(): Promise<void> {
    for (const each of ends.splice(0)) await each()
  }

  return { newRun, progress, end, client, follow, ends, cutOff }
}

export async function collect(events: AsyncIterable<Event>): Promise<Event[]> {
  const all: Event[] = []
  for await (const event of events) all.push(event)
  return all
}

export const numbers = (events: readonly Event[]): number[] => events.map(event => event.number)
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)
