import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { World } from '../graphql/support.js'

/** Ways to the hub of a world that can be cut. */
export function ways(held: () => World) {
  const ends: (() => unknown)[] = []

  async function way(): Promise<{ url: string; cut(): void; connections(): number }> {
    const open = new Set<Socket>()
    let connections = 0
    const server = createServer(socket => {
      connections++
      const { port } = new URL(held().server.url)
      const to = connect(Number(port), '127.0.0.1')
      for (const [one, other] of [
        [socket, to],
        [to, socket],
      ] as const) {
        open.add(one)
        one.on('error', () => undefined).on('close', () => other.destroy())
        one.pipe(other)
      }
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const cut = (): void => {
      for (const socket of open) socket.destroy()
      open.clear()
    }
    ends.push(() => {
      cut()
      server.close()
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return { url, cut, connections: () => connections }
  }

  /** Ends all of them. */
  async function block(): Promise<void> {
    for (const each of ends.splice(0)) await each()
  }

  return { way, block }
}
