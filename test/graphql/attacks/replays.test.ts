import { afterAll, beforeAll, expect, test } from '@jest/globals'
import WebSocket from 'ws'
import { createApiKey, revokeApiKey } from '../../../src/access/create-key.js'
import { rotateApiKey } from '../../../src/access/rotate-key.js'
import { nodeId } from '../../../src/graphql/node-id.js'
import type { IdentityProvider } from '../../support/identity-provider.js'
import { following } from '../following.js'
import { pause, until } from '../live-world.js'
import { post, type World } from '../support.js'
import { type TokenWorld, tokenWorld } from '../token-world.js'

let held: World
let provider: IdentityProvider
const { newRun, progress } = following(() => held)

let served: TokenWorld

beforeAll(async () => {
  served = await tokenWorld()
  held = served.held
  provider = served.provider
})
afterAll(() => served?.close())

/** How long a key that has been ended may still be taken for granted (docs/graphql.md). */
const TRUSTED_MS = 3_000
const LIFE_SECONDS = 4

interface Ending {
  readonly secret: string
  /** Ends it; answers from when on it is no good. */
  end(): Promise<Date>
}

const keyOf = (expiresAt?: Date): Promise<string> =>
  createApiKey(held.hub.database, { name: 'short', scopes: ['operator'], ...(expiresAt && { expiresAt }) })
/** Somebody may just have looked it up, and taken it for good a moment later. */
const LOOKING_UP_MS = 1_000
const trustEnds = (): Date => new Date(Date.now() + TRUSTED_MS + LOOKING_UP_MS)

/** Ways in which what opened the graph a moment ago comes to its end. */
const ENDINGS: Readonly<Record<string, () => Promise<Ending>>> = {
  'a token that expires': async () => {
    const exp = Math.ceil(Date.now() / 1_000) + LIFE_SECONDS
    const secret = await provider.token({ groups: ['Operators'], exp })
    return { secret, end: async () => new Date(exp * 1_000) }
  },
  'a key that expires': async () => {
    const expiresAt = new Date(Date.now() + LIFE_SECONDS * 1_000)
    return { secret: await keyOf(expiresAt), end: async () => expiresAt }
  },
  'a key that is revoked': async () => {
    const secret = await keyOf()
    const end = async () => {
      expect(await revokeApiKey(held.hub.database, secret.slice(4, 14))).toBe(true)
      return trustEnds()
    }
    return { secret, end }
  },
  'a key that is rotated': async () => {
    const secret = await keyOf()
    const end = async () => {
      expect(await rotateApiKey(held.hub.database, secret.slice(4, 14), new Date())).toBeDefined()
      return trustEnds()
    }
    return { secret, end }
  },
}

const QUERY = 'query { agents { totalCount } }'
const FOLLOW = 'subscription ($run: ID!) { runProgress(runId: $run) { number } }'

/** A socket, and what it was told: results of operations, by their ids, and the code that it was closed with. */
function socketOf(secret: string) {
  const socket = new WebSocket(held.server.url.replace('http', 'ws').concat('/graphql'), 'graphql-transport-ws')
  const told: string[] = []
  const say = (message: object): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  }
  socket.on('open', () => say({ type: 'connection_init', payload: { authorization: `Bearer ${secret}` } }))
  socket.on('message', data => {
    const { type, id = '', payload } = JSON.parse(String(data))
    told.push(`${payload?.errors === undefined ? type : 'error'} ${id}`.trim())
  })
  const closed = new Promise<number>(resolve => socket.on('close', resolve))
  const subscribe = (id: string, query: string, variables = {}): void =>
    say({ type: 'subscribe', id, payload: { query, variables } })
  return { told, closed, subscribe }
}

async function stream(secret: string, run: number): Promise<{ status: number; text: Promise<string> }> {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${secret}` }
  const body = JSON.stringify({ query: FOLLOW, variables: { run: nodeId('Run', run) } })
  const response = await fetch(`${held.server.url}/graphql/stream`, { method: 'POST', headers, body })
  return { status: response.status, text: response.text() }
}

/** Sends requests until one is refused. Answers when the last one began that was answered. */
async function lastAnswered(secret: string): Promise<Date> {
  for (let last = new Date(0); ; await pause(20)) {
    const begun = new Date()
    const { status } = await post(held.server.url, { query: QUERY }, secret)
    if (status === 401) return last
    expect(status).toBe(200)
    last = begun
  }
}

test.each(Object.entries(ENDINGS))(
  '%s is good for nothing afterwards: no request, no socket, no stream, old or new',
  async (_what, begin) => {
    const run = await newRun()
    const { secret, end } = await begin()
    const [idle, follower] = [socketOf(secret), socketOf(secret)]
    await until(() => idle.told.length > 0 && follower.told.length > 0)
    follower.subscribe('followed', FOLLOW, { run: nodeId('Run', run) })
    const followed = await stream(secret, run)
    expect(followed.status).toBe(200)
    await until(() => follower.told.includes('next followed'))

    const requests = lastAnswered(secret)
    const ended = await end()
    const last = await requests
    expect(last.getTime()).toBeGreaterThan(0)
    expect(last.getTime()).toBeLessThan(ended.getTime())

    // Also where nobody has asked since it was good last.
    await pause(Math.max(0, ended.getTime() - Date.now()) + 1)
    await progress(run, 7)
    idle.subscribe('late', QUERY)
    expect(await idle.closed).toBe(4403)
    expect(idle.told).toEqual(['connection_ack'])
    expect((await followed.text).match(/"number"/g)).toHaveLength(1)
    expect(follower.told.filter(each => each.startsWith('next'))).toEqual(['next followed'])
    expect(await socketOf(secret).closed).toBe(4403)
    expect((await stream(secret, run)).status).toBe(401)
    expect(held.bugs).toEqual([])
  },
)
