import { connect, createServer } from 'node:net'
import type { Slapd } from '../support/slapd.js'

/** A way to a server that kills it with SIGKILL as soon as it has answered with so many bytes of a read. */
export function killedWhileAnswering(server: Slapd, bytes: number): Promise<{ url: string; stop(): Promise<void> }> {
  const port = Number(new URL(server.url).port)
  const between = createServer(client => {
    let answered = 0
    const behind = connect(port, '127.0.0.1')
    client.pipe(behind)
    behind.on('data', data => {
      answered += data.length
      if (answered >= bytes) process.kill(server.pid, 'SIGKILL')
      client.write(data)
    })
    behind.on('close', () => client.destroy())
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
