import { connect, createServer, type Socket } from 'node:net'
import type { Slapd } from '../support/slapd.js'

interface Way {
  readonly url: string
  stop(): Promise<void>
}

/** A way to a server that kills it with SIGKILL as soon as it has answered with so many bytes of a read. */
export const killedWhileAnswering = (server: Slapd, bytes: number): Promise<Way> =>
  wayTo(server, (client, data, answered) => {
    if (answered + data.length >= bytes) process.kill(server.pid, 'SIGKILL')
    client.write(data)
  })

/** A way to a server on which every connection is lost after exactly so many bytes of answers. */
export const lostAfter = (server: Slapd, bytes: number): Promise<Way> =>
  wayTo(server, (client, data, answered) => {
    client.write(data.subarray(0, Math.max(0, bytes - answered)))
    if (answered + data.length >= bytes) client.destroySoon()
  })

function wayTo(server: Slapd, pass: (client: Socket, data: Buffer, answered: number) => void): Promise<Way> {
  const port = Number(new URL(server.url).port)
  const between = createServer(client => {
    let answered = 0
    const behind = connect(port, '127.0.0.1')
    client.pipe(behind)
    behind.on('data', data => {
      pass(client, data, answered)
      answered += data.length
    })
    behind.on('close', () => client.destroy())
    client.on('close', () => behind.destroy())
    for (const socket of [client, behind]) socket.on('error', () => client.destroy())
  })
  return new Promise(resolve => {
    between.listen(0, '127.0.0.1', () => {
      const address = between.address()
      resolve({
        url: `ldap://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
        stop: () => new Promise(done => between.close(() => done())),
      })
    })
  })
}
