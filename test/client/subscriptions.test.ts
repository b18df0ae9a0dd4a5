import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type Client, createClient, RunProgressDocument } from '../../src/client/index.js'
import { nodeId } from '../../src/graphql/node-id.js'
import { serveGraphql } from '../../src/graphql/server.js'
import { following, upTo } from '../graphql/following.js'
import { type World, world } from '../graphql/support.js'
import { UNNUMBERED } from './documents.js'
import { ways } from './ways.js'

let held: World
const { newRun, progress, end } = following(() => held)
const { way, block } = ways(() => held)

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())
afterEach(block)

const clientOf = async (url: string): Promise<Client> => createClient({ url, key: await held.key('operator') })

test('events come once and in order, however often the way is cut', async () => {
  const run = await newRun()
  const { url, cut, connections } = await way()
  const client = await clientOf(url)
  const states: string[] = []
  const seen: number[] = []
  const following = (async () => {
    const options = { onConnection: (state: string) => void states.push(state) }
    for await (const { runProgress } of client.subscribe(RunProgressDocument, { run: nodeId('Run', run) }, options)) {
      seen.push(runProgress.number)
      if (seen.length % 9 === 0) cut()
    }
  })()
  for (let i = 0; i < 40; i++) {
    await progress(run, i)
    await new Promise(done => setTimeout(done, 10))
  }
  await end(run)
  await following
  expect(seen).toEqual(upTo(42))
  expect(connections()).toBeGreaterThan(3)
  expect(states.slice(0, 3)).toEqual(['open', 'lost', 'open'])
})

test('a hub that is restarted is found again, and nothing is missed', async () => {
  const run = await newRun()
  const first = await serveGraphql(held.hub, { port: 0, host: '127.0.0.1' })
  const client = await clientOf(first.url)
  const seen: number[] = []
  const lost = new Promise<void>(resolve => {
    void (async () => {
      const onConnection = (state: string): void => void (state === 'lost' && resolve())
      const events = client.subscribe(RunProgressDocument, { run: nodeId('Run', run) }, { onConnection })
      for await (const { runProgress } of events) seen.push(runProgress.number)
      ended()
    })()
  })
  let ended = (): void => undefined
  const over = new Promise<void>(resolve => {
    ended = resolve
  })
  await progress(run, 1)
  await first.close()
  await lost
  await progress(run, 2)
  const second = await serveGraphql(held.hub, { port: Number(new URL(first.url).port), host: '127.0.0.1' })
  await end(run)
  await over
  await second.close()
  expect(seen).toEqual(upTo(4))
})

test('a subscription that cannot go on says so, and what is refused is no lost connection', async () => {
  const run = await newRun()
  const { url, cut } = await way()
  const client = await clientOf(url)
  const unnumbered = client.subscribe(UNNUMBERED, { run: nodeId('Run', run) })
  expect(await unnumbered.next()).toMatchObject({ value: { runProgress: { kind: 'RUN_QUEUED' } } })
  cut()
  await expect(unnumbered.next()).rejects.toMatchObject({
    code: 'client.cut-off',
    hint: expect.stringContaining('$after'),
  })
  const missing = client.subscribe(RunProgressDocument, { run: nodeId('Run', 999_999) })
  await expect(missing.next()).rejects.toMatchObject({ code: 'request.not-found' })
  const stranger = createClient({ url, key: 'hub_nobody' })
  await expect(stranger.subscribe(UNNUMBERED, { run: 'x' }).next()).rejects.toMatchObject({ status: 401 })
  await end(run)
})

test('the key is asked for again at every connection', async () => {
  const run = await newRun()
  const { url, cut } = await way()
  let asked = 0
  const key = (): Promise<string> => {
    asked++
    return held.key('operator')
  }
  const events = createClient({ url, key }).subscribe(RunProgressDocument, { run: nodeId('Run', run) })
  await events.next()
  cut()
  await end(run)
  expect(await events.next()).toMatchObject({ value: { runProgress: { number: 2 } } })
  expect(asked).toBe(2)
})

test('leaving the loop, or the signal, ends the connection; tries can be counted', async () => {
  const run = await newRun()
  const client = await clientOf((await way()).url)
  for await (const _ of client.subscribe(RunProgressDocument, { run: nodeId('Run', run) })) break
  const controller = new AbortController()
  const options = { signal: controller.signal }
  const events = client.subscribe(RunProgressDocument, { run: nodeId('Run', run) }, options)
  await events.next()
  const waiting = events.next()
  controller.abort()
  expect(await waiting).toEqual({ done: true, value: undefined })
  const nowhere = createClient({ url: 'http://127.0.0.1:9' })
  await expect(nowhere.subscribe(UNNUMBERED, { run: 'x' }, { retries: 1 }).next()).rejects.toMatchObject({
    code: 'client.unreachable',
  })
  await end(run)
})
