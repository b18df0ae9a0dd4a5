import { readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { createServer as createSecureServer } from 'node:tls'
import { BerReader, BerWriter, SearchRequest } from 'ldapts'
import type { Certificate } from './certificates.js'

/** The answers that a real server gives too rarely to test with: written out by the test, sent over a real socket. */
export interface ScriptedLdap {
  readonly url: string
  stop(): Promise<void>
}

export interface Asked {
  readonly id: number
  readonly operation: 'bind' | 'search' | 'modify' | 'add' | 'delete' | 'rename'
  /** Only of a search. */
  readonly search?: SearchRequest
  /** The whole message, with its controls. */
  readonly bytes: Buffer
  readonly socket: Socket
}

const OPERATIONS = new Map<number, { readonly operation: Asked['operation']; readonly answer: number }>([
  [0x60, { operation: 'bind', answer: 0x61 }],
  [0x63, { operation: 'search', answer: 0x65 }],
  [0x66, { operation: 'modify', answer: 0x67 }],
  [0x68, { operation: 'add', answer: 0x69 }],
  [0x4a, { operation: 'delete', answer: 0x6b }],
  [0x6c, { operation: 'rename', answer: 0x6d }],
])
const ANSWERS = new Map([...OPERATIONS.values()].map(({ operation, answer }) => [operation, answer]))
const ENTRY = 0x64
const REFERENCE = 0x73
const CONTROLS = 0xa0
const PAGED = '1.2.840.113556.1.4.319'

/** Starts a server on a free loopback port, over TLS if it is given a certificate, that answers every request with what `answer` gives. Binds succeed by themselves. */
export function scriptedLdap(
  answer: (asked: Asked) => readonly Buffer[],
  tls?: Pick<Certificate, 'certificate' | 'key'>,
): Promise<ScriptedLdap> {
  const sockets = new Set<Socket>()
  const serve = (socket: Socket): void => {
    sockets.add(socket)
    let held = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', data => {
      held = Buffer.concat([held, data])
      for (let next = takeMessage(held); next !== undefined; next = takeMessage(held)) {
        held = held.subarray(next.length)
        const asked = parse(next, socket)
        if (asked === undefined) continue
        const answers = asked.operation === 'bind' ? [result(asked, 0)] : answer(asked)
        for (const one of answers) socket.write(one)
      }
    })
  }
  const server = tls
    ? createSecureServer({ cert: readFileSync(tls.certificate), key: readFileSync(tls.key) }, serve)
    : createServer(serve)
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      resolve({
        url: `${tls ? 'ldaps' : 'ldap'}://127.0.0.1:${port}`,
        stop: () =>
          new Promise(done => {
            for (const socket of sockets) socket.destroy()
            server.close(() => done())
          }),
      })
    })
  })
}

/** The result that ends an operation; `cookie` makes it a page of a search. */
export function result(
  { id, operation }: Asked,
  code: number,
  more: { text?: string; cookie?: string; control?: { type: string; value: Buffer } } = {},
): Buffer {
  const { text = '', cookie, control } = more
  return message(id, writer => {
    writer.startSequence(ANSWERS.get(operation))
    writer.writeEnumeration(code)
    writer.writeString('')
    writer.writeString(text)
    writer.endSequence()
    if (control !== undefined) {
      writer.startSequence(CONTROLS)
      writer.startSequence()
      writer.writeString(control.type)
      writer.writeBuffer(control.value, 4)
      writer.endSequence()
      writer.endSequence()
    }
    if (cookie === undefined) return
    writer.startSequence(CONTROLS)
    writer.startSequence()
    writer.writeString(PAGED)
    const value = new BerWriter()
    value.startSequence()
    value.writeInt(0)
    value.writeString(cookie)
    value.endSequence()
    writer.writeBuffer(value.buffer, 4)
    writer.endSequence()
    writer.endSequence()
  })
}

export function entry(
  { id }: Asked,
  dn: string,
  attributes: Readonly<Record<string, readonly (string | Buffer)[]>>,
): Buffer {
  return message(id, writer => {
    writer.startSequence(ENTRY)
    writer.writeString(dn)
    writer.startSequence()
    for (const [name, values] of Object.entries(attributes)) {
      writer.startSequence()
      writer.writeString(name)
      writer.startSequence(0x31)
      for (const value of values) writer.writeBuffer(Buffer.from(value), 4)
      writer.endSequence()
      writer.endSequence()
    }
    writer.endSequence()
    writer.endSequence()
  })
}

export function reference({ id }: Asked, uri: string): Buffer {
  return message(id, writer => {
    writer.startSequence(REFERENCE)
    writer.writeString(uri)
    writer.endSequence()
  })
}

function message(id: number, write: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(id)
  write(writer)
  writer.endSequence()
  return Buffer.from(writer.buffer)
}

function takeMessage(held: Buffer): Buffer | undefined {
  const reader = new BerReader(held)
  if (reader.readSequence() === null || reader.remain < reader.length) return undefined
  return held.subarray(0, reader.offset + reader.length)
}

function parse(bytes: Buffer, socket: Socket): Asked | undefined {
  const reader = new BerReader(bytes)
  reader.readSequence()
  const id = reader.readInt() ?? 0
  const known = OPERATIONS.get(reader.peek() ?? 0)
  if (known === undefined) return undefined
  reader.readSequence()
  if (known.operation !== 'search') return { id, operation: known.operation, socket, bytes }
  const search = new SearchRequest({ messageId: id } as ConstructorParameters<typeof SearchRequest>[0])
  search.parseMessage(reader)
  return { id, operation: known.operation, search, socket, bytes }
}
