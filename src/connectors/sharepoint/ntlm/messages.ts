import { randomBytes } from 'node:crypto'
import { type Account, hmacMd5, lmV2Response, ntlmV2Response, type ResponseInput, responseKey } from './response.js'
import { timeOf, withIntegrityFlag } from './target-info.js'

/**
 * The three messages of NTLM ([MS-NLMP] 2.2.1), NTLMv2 only, for logging in over HTTP: no signing or sealing, which HTTP does not use,
 * and therefore no key exchange.
 */
const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1')
const UNICODE = 0x00000001
const OEM = 0x00000002
const REQUEST_TARGET = 0x00000004
const NTLM = 0x00000200
const ALWAYS_SIGN = 0x00008000
const EXTENDED_SESSION_SECURITY = 0x00080000
const TARGET_INFO = 0x00800000
const STRENGTH_128 = 0x20000000
const OFFERED = UNICODE | OEM | REQUEST_TARGET | NTLM | ALWAYS_SIGN | EXTENDED_SESSION_SECURITY | STRENGTH_128

/** What a client says first. */
export function negotiateMessage(): Buffer {
  const message = Buffer.alloc(32)
  SIGNATURE.copy(message)
  message.writeUInt32LE(1, 8)
  message.writeUInt32LE(OFFERED, 12)
  return message
}

export interface Challenge {
  readonly flags: number
  readonly serverChallenge: Buffer
  readonly targetInfo: Buffer
}

/** Reads a server's challenge; undefined when it is none. */
export function readChallenge(message: Buffer): Challenge | undefined {
  if (message.length < 32 || !message.subarray(0, 8).equals(SIGNATURE) || message.readUInt32LE(8) !== 2)
    return undefined
  const flags = message.readUInt32LE(20)
  return {
    flags,
    serverChallenge: message.subarray(24, 32),
    targetInfo: message.length >= 48 && (flags & TARGET_INFO) !== 0 ? field(message, 40) : Buffer.alloc(0),
  }
}

function field(message: Buffer, at: number): Buffer {
  const length = message.readUInt16LE(at)
  const offset = message.readUInt32LE(at + 4)
  return message.subarray(offset, offset + length)
}

/** What a test fixes to compare with published messages. */
export interface Chance {
  readonly clientChallenge: Buffer
  readonly now: Date
}

const byChance = (): Chance => ({ clientChallenge: randomBytes(8), now: new Date() })
const HEAD = 88
const INTEGRITY_CODE = 72
// Milliseconds from 1601 to 1970.
const EPOCH = 11_644_473_600_000n

/** What a client answers to `challengeMessage`. @throws Error when it is no NTLM challenge, or one of NTLM without Unicode. */
export function authenticateMessage(
  challengeMessage: Buffer,
  account: Account & { readonly workstation?: string | undefined },
  { clientChallenge, now }: Chance = byChance(),
): Buffer {
  const challenge = readChallenge(challengeMessage)
  if (challenge === undefined || (challenge.flags & UNICODE) === 0) throw new Error('This is no NTLM challenge.')
  const serverTime = timeOf(challenge.targetInfo)
  const input: ResponseInput = {
    key: responseKey(account),
    serverChallenge: challenge.serverChallenge,
    clientChallenge,
    time: serverTime ?? fileTime(now),
    targetInfo: serverTime === undefined ? challenge.targetInfo : withIntegrityFlag(challenge.targetInfo),
  }
  const { nt, sessionKey } = ntlmV2Response(input)
  const message = assemble(challenge.flags & (OFFERED | TARGET_INFO), [
    serverTime === undefined ? lmV2Response(input) : Buffer.alloc(24),
    nt,
    Buffer.from(account.domain, 'utf16le'),
    Buffer.from(account.user, 'utf16le'),
    Buffer.from(account.workstation ?? '', 'utf16le'),
    Buffer.alloc(0),
  ])
  if (serverTime !== undefined)
    hmacMd5(sessionKey, negotiateMessage(), challengeMessage, message).copy(message, INTEGRITY_CODE)
  return message
}

function fileTime(date: Date): Buffer {
  const time = Buffer.alloc(8)
  time.writeBigUInt64LE((BigInt(date.getTime()) + EPOCH) * 10_000n)
  return time
}

function assemble(flags: number, fields: readonly Buffer[]): Buffer {
  const message = Buffer.concat([Buffer.alloc(HEAD), ...fields])
  SIGNATURE.copy(message)
  message.writeUInt32LE(3, 8)
  let offset = HEAD
  for (const [i, { length }] of fields.entries()) {
    message.writeUInt16LE(length, 12 + i * 8)
    message.writeUInt16LE(length, 14 + i * 8)
    message.writeUInt32LE(offset, 16 + i * 8)
    offset += length
  }
  message.writeUInt32LE(flags >>> 0, 60)
  return message
}
