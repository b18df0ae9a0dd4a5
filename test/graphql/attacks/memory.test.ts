import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import WebSocket from 'ws'
import { type World, world } from '../support.js'

let held: World

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

/** A request that is begun and never ended. */
async function begun(): Promise<void> {
  const socket = connect(Number(new URL(held.server.url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\n')
  await sleep(50)
  socket.destroy()
}

/** What ends a socket: its code. */
async function endOf(use: (socket: WebSocket) => void): Promise<number> {
  const socket = new WebSocket(held.server.url.replace('http', 'ws').concat('/graphql'), 'graphql-transport-ws')
  socket.on('error', () => undefined)
  const closed = new Promise<number>(resolve => socket.on('close', resolve))
  socket.on('open', () => use(socket))
  return closed
}

const subscribe = (id: string, query = '{ __typename }'): string =>
  JSON.stringify({ type: 'subscribe', id, payload: { query } })

async function flood(messages: number): Promise<number> {
  const authorization = `Bearer ${await held.key('reader')}`
  let answered = 0
  const code = await endOf(socket => {
    socket.on('message', data => {
      const { type } = JSON.parse(String(data))
      if (type === 'connection_ack') for (let i = 0; i < messages; i++) socket.send(subscribe(String(i)))
      if (type === 'complete' || type === 'error') answered++
      if (answered === messages) socket.close(1000)
    })
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }))
  })
  expect(code).toBe(1000)
  return answered
}

test('floods of operations, of strangers and of broken requests leave no memory behind', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const used = async (): Promise<number> => {
    await sleep(300)
    collect()
    return process.memoryUsage().heapUsed
  }
  const attack = async (round: number): Promise<void> => {
    expect(await flood(300)).toBe(300)
    await Promise.all(Array.from({ length: 30 }, () => begun()))
    for (let i = 0; i < 100; i++) {
      const headers = {
        'content-type': 'application/json',
        authorization: `Bearer hub_${'0'.repeat(10)}_${String(round * 1_000 + i).padStart(43, 'x')}`,
      }
      const response = await fetch(`${held.server.url}/graphql`, { method: 'POST', headers, body: '{"query":"{' })
      expect(response.status).toBe(401)
    }
    for (let i = 0; i < 100; i++) expect((await held.ask(`{ a${round}_${i}: agents { nope${i} } }`)).status).toBe(400)
  }
  // What is kept for good, such as caches, is there after the first rounds.
  for (let round = 0; round < 3; round++) await attack(round)
  const before = await used()
  for (let round = 3; round < 8; round++) await attack(round)
  expect((await used()) - before).toBeLessThan(8_000_000)
  expect((await held.ask('{ agents { totalCount } }')).data).toEqual({ agents: { totalCount: 2 } })
  expect(held.bugs).toEqual([])
}, 60_000)
