import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { hmacMd5, responseKey } from '../../../src/connectors/sharepoint/ntlm/response.js'

/** Somebody who may log in. */
export interface FarmAccount {
  readonly domain: string
  readonly user: string
  readonly password: string
  /** Whether the account administers the User Profile service; others get a 403. Default true. */
  readonly administrator?: boolean
}

export type LoginOutcome =
  | { readonly account: FarmAccount }
  /** Not logged in: the values of WWW-Authenticate. */
  | { readonly challenge: readonly string[] }

export interface LoginCounts {
  /** NTLM handshakes that went well. */
  handshakes: number
}

/** Lets clients in as IIS does: Basic with every request, NTLM once for a connection. */
export function doorkeeper(
  accounts: readonly FarmAccount[],
  methods: readonly ('ntlm' | 'basic')[],
  counts: LoginCounts,
) {
  const challenges = new WeakMap<Socket, { readonly negotiate: Buffer; readonly challenge: Buffer }>()
  const known = new WeakMap<Socket, FarmAccount>()
  const offers = methods.map(method => (method === 'ntlm' ? 'NTLM' : 'Basic realm="farm"'))
  return (request: IncomingMessage): LoginOutcome => {
    const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ')
    const { socket } = request
    if (scheme === 'Basic' && methods.includes('basic')) {
      const account = byPassword(accounts, Buffer.from(token, 'base64').toString('utf8'))
      return account === undefined ? { challenge: offers } : { account }
    }
    if (scheme !== 'NTLM' || !methods.includes('ntlm')) {
      const account = known.get(socket)
      return account === undefined ? { challenge: offers } : { account }
    }
    const message = Buffer.from(token, 'base64')
    known.delete(socket)
    if (message.readUInt32LE(8) === 1) {
      const challenge = challengeMessage()
      challenges.set(socket, { negotiate: message, challenge })
      return { challenge: [`NTLM ${challenge.toString('base64')}`] }
    }
    const asked = challenges.get(socket)
    challenges.delete(socket)
    const account = asked === undefined ? undefined : proven(accounts, message, asked)
    if (account === undefined) return { challenge: offers }
    known.set(socket, account)
    counts.handshakes++
    return { account }
  }
}

function byPassword(accounts: readonly FarmAccount[], text: string): FarmAccount | undefined {
  const colon = text.indexOf(':')
  const [name, password] = [text.slice(0, colon).toLowerCase(), text.slice(colon + 1)]
  return accounts.find(
    account => `${account.domain}\\${account.user}`.toLowerCase() === name && account.password === password,
  )
}

const FLAGS = 0x00000001 | 0x00000004 | 0x00000200 | 0x00008000 | 0x00080000 | 0x00800000 | 0x20000000

/** A challenge with the server's names and its time, which makes the client prove that nobody changed the messages. */
function challengeMessage(): Buffer {
  const pair = (id: number, value: Buffer): Buffer => {
    const head = Buffer.alloc(4)
    head.writeUInt16LE(id, 0)
    head.writeUInt16LE(value.length, 2)
    return Buffer.concat([head, value])
  }
  const time = Buffer.alloc(8)
  time.writeBigUInt64LE((BigInt(Date.now()) + 11_644_473_600_000n) * 10_000n)
  const names = [Buffer.from('CONTOSO', 'utf16le'), Buffer.from('FARM', 'utf16le')] as const
  const info = Buffer.concat([pair(2, names[0]), pair(1, names[1]), pair(7, time), pair(0, Buffer.alloc(0))])
  const message = Buffer.alloc(56)
  message.write('NTLMSSP\0', 'latin1')
  message.writeUInt32LE(2, 8)
  message.writeUInt32LE(56, 16)
  message.writeUInt32LE(FLAGS, 20)
  randomBytes(8).copy(message, 24)
  message.writeUInt16LE(info.length, 40)
  message.writeUInt16LE(info.length, 42)
  message.writeUInt32LE(56, 44)
  return Buffer.concat([message, info])
}

/** Whose proof it is ([MS-NLMP] 3.3.2, 3.2.5.1.2): the NTLMv2 response must be made of this challenge, and the messages be whole. */
function proven(
  accounts: readonly FarmAccount[],
  message: Buffer,
  { negotiate, challenge }: { readonly negotiate: Buffer; readonly challenge: Buffer },
): FarmAccount | undefined {
  const field = (at: number): Buffer => {
    const offset = message.readUInt32LE(at + 4)
    return message.subarray(offset, offset + message.readUInt16LE(at))
  }
  const [response, domain, user] = [field(20), field(28).toString('utf16le'), field(36).toString('utf16le')]
  const account = accounts.find(
    one => one.user.toLowerCase() === user.toLowerCase() && one.domain.toLowerCase() === domain.toLowerCase(),
  )
  if (account === undefined || response.length < 44) return undefined
  const key = responseKey({ user, domain, password: account.password })
  const proof = hmacMd5(key, challenge.subarray(24, 32), response.subarray(16))
  if (!proof.equals(response.subarray(0, 16))) return undefined
  const whole = Buffer.from(message)
  whole.fill(0, 72, 88)
  const code = hmacMd5(hmacMd5(key, proof), negotiate, challenge, whole)
  return code.equals(message.subarray(72, 88)) ? account : undefined
}
