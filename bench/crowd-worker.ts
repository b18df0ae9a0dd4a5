// A process that holds many sockets, each with one subscription, and remembers what each was told and when.
import WebSocket from 'ws'
import type { CrowdOrder, CrowdReport, CrowdSettings } from './crowd.js'

/** So many connections are opened at once: a listening socket keeps only a few that nobody has taken yet. */
const WAVE = 100
const COME_AGAIN_MS = 100

interface Member {
  readonly number: number
  readonly seen: string[]
  readonly times: number[]
  cursor: unknown
  socket?: WebSocket
  home: number
}

const now = (): number => performance.timeOrigin + performance.now()
let settings: CrowdSettings
const crowd: Member[] = []
let leaving = false
let cut = 0

process.on('message', (order: CrowdOrder) => {
  if (order.kind === 'open') void open(order.settings).then(() => process.send?.({ kind: 'open' }))
  else if (order.kind === 'report') process.send?.({ kind: 'report', report: report() })
  else leave()
})

async function open(given: CrowdSettings): Promise<void> {
  settings = given
  for (let first = 0; first < settings.sockets; first += WAVE) {
    const count = Math.min(WAVE, settings.sockets - first)
    await Promise.all(Array.from({ length: count }, (_, i) => join(first + i)))
  }
}

function join(number: number): Promise<void> {
  const member: Member = { number, seen: [], times: [], cursor: settings.after, home: number }
  crowd.push(member)
  return connect(member)
}

/** Resolves when the subscription is sent; a connection that ends comes again elsewhere, from the last cursor on. */
function connect(member: Member): Promise<void> {
  const { urls, keys, query, variables } = settings
  const url = urls[member.home++ % urls.length] as string
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  member.socket = socket
  const subscribed = new Promise<void>(resolve => {
    socket.on('message', data => {
      const message = JSON.parse(data.toString()) as { type: string; payload?: unknown }
      if (message.type === 'connection_ack') {
        const payload = { query, variables: { ...variables, after: member.cursor } }
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }), () => resolve())
      } else if (message.type === 'next') hear(member, message.payload as { data: Told })
      else if (message.type === 'ping') socket.send('{"type":"pong"}')
      else member.seen.push(`${message.type}: ${JSON.stringify(message.payload)}`)
    })
    socket.once('close', resolve)
  })
  const authorization = `Bearer ${keys[member.number % keys.length]}`
  socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } })))
  socket.on('error', () => undefined)
  socket.once('close', () => {
    if (leaving) return
    cut++
    setTimeout(() => void connect(member), COME_AGAIN_MS * (1 + Math.random()))
  })
  return subscribed
}

/** Events have a cursor or a number, and say whom they are about. */
type Told = Record<string, { readonly cursor?: string; readonly number?: number; readonly objectId?: string }>

function hear(member: Member, { data }: { readonly data: Told }): void {
  const event = Object.values(data)[0]
  member.cursor = event?.cursor ?? event?.number
  member.seen.push(event?.objectId ?? String(event?.number))
  member.times.push(now())
}

function report(): CrowdReport {
  const lists = new Map<string, number>()
  const times: Record<string, number[]> = {}
  for (const { number, seen, times: heard } of crowd) {
    const list = JSON.stringify([number % settings.keys.length, seen])
    lists.set(list, (lists.get(list) ?? 0) + 1)
    seen.forEach((name, i) => {
      times[name] ??= []
      times[name].push(heard[i] as number)
    })
  }
  return {
    told: [...lists].map(([list, sockets]) => {
      const [key, events] = JSON.parse(list) as [number, string[]]
      return { key, events, sockets }
    }),
    times,
    cut,
  }
}

function leave(): void {
  leaving = true
  for (const { socket } of crowd) socket?.terminate()
  process.disconnect()
}
