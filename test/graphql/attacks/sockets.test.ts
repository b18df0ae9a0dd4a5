import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import WebSocket from 'ws'
import { type World, world } from '../support.js'

let held: World

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

const port = (): number => Number(new URL(held.server.url).port)
const alive = async (): Promise<void> => {
  expect((await held.ask('{ agents { totalCount } }')).data).toEqual({ agents: { totalCount: 2 } })
  expect(held.bugs).toEqual([])
}

/** Sends bytes as they are, and answers what came back until the end of the connection, or for so long. */
async function raw(bytes: string | Buffer, milliseconds = 1_000): Promise<string> {
  const socket = connect(port(), '127.0.0.1')
  let answer = ''
  socket.on('data', data => {
    answer += data.toString('latin1')
  })
  socket.on('error', () => undefined)
  socket.write(bytes)
  await Promise.race([new Promise(closed => socket.once('close', closed)), sleep(milliseconds)])
  socket.destroy()
  return answer
}

const UPGRADE = `GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`

test.each<[string, string | Buffer, RegExp]>([
  ['no HTTP at all', Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10]), /^HTTP\/1\.1 400/],
  ['a header without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, /^(HTTP\/1\.1 431|$)/],
  [
    'two lengths',
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
    /^HTTP\/1\.1 400/,
  ],
  ['a length that is none', 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', /^HTTP\/1\.1 400/],
  [
    'a frame without a mask',
    Buffer.concat([Buffer.from(UPGRADE), Buffer.from([0x81, 2, 0x7b, 0x7d])]),
    /^HTTP\/1\.1 101/,
  ],
  [
    'a frame that claims to be endless',
    Buffer.concat([Buffer.from(UPGRADE), Buffer.from([0x81, 0xff, 127, 255, 255, 255, 255, 255, 255, 255])]),
    /^HTTP\/1\.1 101/,
  ],
])('%s: the connection ends, the hub goes on', async (_what, bytes, answer) => {
  expect(await raw(bytes)).toMatch(answer)
  await alive()
})

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

test('sockets that say nothing, nonsense, too much or the wrong thing are closed with a code that says so', async () => {
  const authorization = `Bearer ${await held.key('reader')}`
  const init = JSON.stringify({ type: 'connection_init', payload: { authorization } })
  const codes = await Promise.all([
    endOf(() => undefined),
    endOf(socket => socket.send('{')),
    endOf(socket => socket.send(JSON.stringify({ type: 'constructor' }))),
    endOf(socket => socket.send(subscribe('1'))),
    endOf(socket => socket.send('x'.repeat(2_000_000))),
    endOf(socket => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer no' } }))),
    endOf(socket => {
      socket.send(init)
      socket.send(init)
    }),
  ])
  expect(codes).toEqual([4408, 4400, 4400, 4401, 1009, 4403, 4429])
  await alive()
}, 20_000)

test('somebody who sends a request letter by letter holds up nobody', async () => {
  const slow = Array.from({ length: 100 }, () => {
    const socket = connect(port(), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    return socket
  })
  const drip = setInterval(() => slow.forEach(socket => void socket.write('x')), 100)
  const start = performance.now()
  for (let i = 0; i < 10; i++) await alive()
  expect(performance.now() - start).toBeLessThan(5_000)
  clearInterval(drip)
  for (const socket of slow) socket.destroy()
})
