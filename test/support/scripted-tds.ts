import { createServer, type Socket } from 'node:net'

/** A column of an answer; its values are given in the form that stands behind the type. */
export interface TdsColumn {
  readonly name: string
  /** bigint: number text · bit: `true`/`false` · nvarchar: text · varbinary, rowversion: hex · datetime2: ISO text with seven digits */
  readonly type: 'bigint' | 'bit' | 'nvarchar' | 'varbinary' | 'rowversion' | 'datetime2'
}

export type TdsAnswer =
  | { readonly columns: readonly TdsColumn[]; readonly rows: readonly (readonly (string | null)[])[] }
  | { readonly count: number }
  | { readonly error: number; readonly message: string; readonly severity?: number }

/** What a client asked: a statement with its parameters, or the beginning or end of a transaction. */
export interface TdsAsked {
  readonly text: string
  readonly parameters: readonly (string | null)[]
}

/**
 * Speaks as much TDS 7.4 ([MS-TDS]) as a driver needs to log in and to run statements, and answers what the test says. No server
 * is imitated beyond the wire: what the statements mean only a real one knows.
 */
export interface ScriptedTds {
  readonly port: number
  readonly asked: TdsAsked[]
  stop(): Promise<void>
}

const PRELOGIN = 0x12
const LOGIN = 0x10
const RPC = 0x03
const TRANSACTION = 0x0e
const REPLY = 0x04
const HEADER = 8
const PACKET = 4_096
const COLLATION = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34])
const TRANSACTIONS = new Map([
  [5, 'begin'],
  [7, 'commit'],
  [8, 'rollback'],
])

export function scriptedTds(answer: (asked: TdsAsked) => TdsAnswer): Promise<ScriptedTds> {
  const sockets = new Set<Socket>()
  const asked: TdsAsked[] = []
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    receive(socket, (type, message) => {
      if (type === PRELOGIN) return prelogin()
      if (type === LOGIN) return Buffer.concat([loginAck(), done(0)])
      if (type === TRANSACTION) return transaction(message, asked)
      if (type !== RPC) return done(0)
      const request = parseRpc(message)
      asked.push(request)
      return reply(answer(request))
    })
  })
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address ? address.port : 0,
        asked,
        stop: () =>
          new Promise(stopped => {
            for (const socket of sockets) socket.destroy()
            server.close(() => stopped())
          }),
      })
    })
  })
}

function receive(socket: Socket, onMessage: (type: number, message: Buffer) => Buffer): void {
  let held = Buffer.alloc(0)
  let parts: Buffer[] = []
  socket.on('data', data => {
    held = Buffer.concat([held, data])
    while (held.length >= HEADER && held.length >= held.readUInt16BE(2)) {
      const length = held.readUInt16BE(2)
      const [type, status] = [held.readUInt8(0), held.readUInt8(1)]
      parts.push(held.subarray(HEADER, length))
      held = held.subarray(length)
      if ((status & 1) === 0) continue
      const message = Buffer.concat(parts)
      parts = []
      send(socket, onMessage(type, message))
    }
  })
}

function send(socket: Socket, message: Buffer): void {
  for (let at = 0, id = 1; at === 0 || at < message.length; at += PACKET - HEADER, id++) {
    const part = message.subarray(at, at + PACKET - HEADER)
    const isLast = at + PACKET - HEADER >= message.length
    const header = Buffer.from([REPLY, isLast ? 1 : 0, 0, 0, 0, 0, id & 0xff, 0])
    header.writeUInt16BE(part.length + HEADER, 2)
    socket.write(Buffer.concat([header, part]))
  }
}

// Options VERSION and ENCRYPTION (not supported), their places first.
const prelogin = (): Buffer => Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, 2])

function loginAck(): Buffer {
  const body = Buffer.concat([
    Buffer.from([1, 0x74, 0, 0, 4]),
    text8('Microsoft SQL Server'),
    Buffer.from([16, 0, 0, 0]),
  ])
  return Buffer.concat([Buffer.from([0xad]), uint16(body.length), body])
}

function transaction(message: Buffer, asked: TdsAsked[]): Buffer {
  const at = message.readUInt32LE(0)
  const what = TRANSACTIONS.get(message.readUInt16LE(at)) ?? 'other'
  asked.push({ text: what === 'begin' ? `begin ${message.readUInt8(at + 2)}` : what, parameters: [] })
  const id = Buffer.from([8, 1, 0, 0, 0, 0, 0, 0, 1])
  const change = { begin: [8, id, Buffer.from([0])], commit: [9, Buffer.from([0]), id] }[what] ?? [
    10,
    Buffer.from([0]),
    id,
  ]
  const body = Buffer.concat([Buffer.from([change[0] as number]), change[1] as Buffer, change[2] as Buffer])
  return Buffer.concat([Buffer.from([0xe3]), uint16(body.length), body, done(0)])
}

/** sp_executesql: the statement, the declarations of its parameters, their values. */
function parseRpc(message: Buffer): TdsAsked {
  let at = message.readUInt32LE(0) + 6
  const values: (string | null)[] = []
  while (at < message.length) {
    at += 1 + message.readUInt8(at) * 2 + 1
    const type = message.readUInt8(at)
    const most = message.readUInt16LE(at + 1)
    at += type === 0xe7 ? 8 : 3
    const { bytes, end } = valueAt(message, at, most)
    at = end
    values.push(bytes === undefined ? null : bytes.toString(type === 0xe7 ? 'utf16le' : 'hex'))
  }
  return { text: values[0] ?? '', parameters: values.slice(2) }
}

function valueAt(message: Buffer, at: number, most: number): { bytes: Buffer | undefined; end: number } {
  if (most !== 0xffff) {
    const length = message.readUInt16LE(at)
    return length === 0xffff
      ? { bytes: undefined, end: at + 2 }
      : { bytes: message.subarray(at + 2, at + 2 + length), end: at + 2 + length }
  }
  if (message.readBigUInt64LE(at) === 0xffff_ffff_ffff_ffffn) return { bytes: undefined, end: at + 8 }
  const parts: Buffer[] = []
  let place = at + 8
  for (let length = message.readUInt32LE(place); length > 0; length = message.readUInt32LE(place)) {
    parts.push(message.subarray(place + 4, place + 4 + length))
    place += 4 + length
  }
  return { bytes: Buffer.concat(parts), end: place + 4 }
}

function reply(answer: TdsAnswer): Buffer {
  if ('count' in answer) return done(answer.count)
  if ('error' in answer) {
    const number = Buffer.alloc(6)
    number.writeUInt32LE(answer.error, 0)
    number.writeUInt8(1, 4)
    number.writeUInt8(answer.severity ?? 16, 5)
    const message = Buffer.from(answer.message, 'utf16le')
    const body = Buffer.concat([
      number,
      uint16(answer.message.length),
      message,
      text8('server'),
      text8(''),
      Buffer.alloc(4),
    ])
    return Buffer.concat([Buffer.from([0xaa]), uint16(body.length), body, done(0, 2)])
  }
  const columns = answer.columns.map(({ name, type }) =>
    Buffer.concat([uint32(type === 'rowversion' ? 0x50 : 0), uint16(1), TYPES[type].info, text8(name)]),
  )
  const rows = answer.rows.map(row =>
    Buffer.concat([
      Buffer.from([0xd1]),
      ...row.map((cell, i) => TYPES[answer.columns[i]?.type ?? 'nvarchar'].cell(cell)),
    ]),
  )
  return Buffer.concat([Buffer.from([0x81]), uint16(columns.length), ...columns, ...rows, done(rows.length)])
}

const bytes8 = (bytes: Buffer | undefined): Buffer =>
  bytes === undefined ? Buffer.from([0]) : Buffer.concat([Buffer.from([bytes.length]), bytes])
const bytes16 = (bytes: Buffer | undefined): Buffer =>
  bytes === undefined ? Buffer.from([0xff, 0xff]) : Buffer.concat([uint16(bytes.length), bytes])
const hex = (cell: string | null) => bytes16(cell === null ? undefined : Buffer.from(cell, 'hex'))

const TYPES: Readonly<Record<TdsColumn['type'], { info: Buffer; cell: (cell: string | null) => Buffer }>> = {
  bigint: {
    info: Buffer.from([0x26, 8]),
    cell: cell => {
      if (cell === null) return bytes8(undefined)
      const bytes = Buffer.alloc(8)
      bytes.writeBigInt64LE(BigInt(cell))
      return bytes8(bytes)
    },
  },
  bit: {
    info: Buffer.from([0x68, 1]),
    cell: cell => bytes8(cell === null ? undefined : Buffer.from([cell === 'true' ? 1 : 0])),
  },
  nvarchar: {
    info: Buffer.concat([Buffer.from([0xe7, 0x40, 0x1f]), COLLATION]),
    cell: cell => bytes16(cell === null ? undefined : Buffer.from(cell, 'utf16le')),
  },
  varbinary: { info: Buffer.from([0xa5, 0x40, 0x1f]), cell: hex },
  rowversion: { info: Buffer.from([0xad, 8, 0]), cell: hex },
  datetime2: { info: Buffer.from([0x2a, 7]), cell: cell => bytes8(cell === null ? undefined : datetime2(cell)) },
}

/** Five bytes with the time in units of 100 ns, three with the days since the year 1. */
function datetime2(iso: string): Buffer {
  const [date = '', time = ''] = iso.replace('Z', '').split('T')
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  const fraction = Number((time.split('.')[1] ?? '').padEnd(7, '0'))
  const units = (hours * 3600 + minutes * 60 + Math.floor(seconds)) * 1e7 + fraction
  const days = (Date.parse(`${date}T00:00:00Z`) - Date.parse('0001-01-01T00:00:00Z')) / 86_400_000
  const bytes = Buffer.alloc(8)
  bytes.writeUIntLE(units, 0, 5)
  bytes.writeUIntLE(days, 5, 3)
  return bytes
}

function done(count: number, status = 0x10): Buffer {
  const token = Buffer.alloc(13)
  token.writeUInt8(0xfd, 0)
  token.writeUInt16LE(status, 1)
  token.writeBigUInt64LE(BigInt(count), 5)
  return token
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

const text8 = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'utf16le')])
