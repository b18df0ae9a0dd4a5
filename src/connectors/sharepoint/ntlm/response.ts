import { createHmac } from 'node:crypto'
import { md4 } from './md4.js'

/** Whose password proves what. `domain` is empty for an account of the server itself. */
export interface Account {
  readonly user: string
  readonly domain: string
  readonly password: string
}

/** What an NTLMv2 answer is computed from ([MS-NLMP] 3.3.2). */
export interface ResponseInput {
  readonly key: Buffer
  readonly serverChallenge: Buffer
  readonly clientChallenge: Buffer
  /** 100 nanoseconds since 1601, little-endian. */
  readonly time: Buffer
  /** The server's target information, with what the client adds to it. */
  readonly targetInfo: Buffer
}

export interface NtlmResponse {
  /** The NT response: the proof, and what it was made over. */
  readonly nt: Buffer
  readonly sessionKey: Buffer
}

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')
export const hmacMd5 = (key: Buffer, ...parts: readonly Buffer[]): Buffer =>
  createHmac('md5', key).update(Buffer.concat(parts)).digest()

/** The key that only the password gives: NTOWFv2. The user's name is upper-cased, the domain's is taken as it is. */
export const responseKey = ({ user, domain, password }: Account): Buffer =>
  hmacMd5(md4(utf16(password)), utf16(user.toUpperCase() + domain))

const ZEROS_4 = Buffer.alloc(4)
const ZEROS_6 = Buffer.alloc(6)

/** The NTLMv2 response and the session's base key. */
export function ntlmV2Response(input: ResponseInput): NtlmResponse {
  const { key, serverChallenge, clientChallenge, time, targetInfo } = input
  const blob = Buffer.concat([Buffer.from([1, 1]), ZEROS_6, time, clientChallenge, ZEROS_4, targetInfo, ZEROS_4])
  const proof = hmacMd5(key, serverChallenge, blob)
  return { nt: Buffer.concat([proof, blob]), sessionKey: hmacMd5(key, proof) }
}

/** The LMv2 response, which servers without a time stamp ask for. */
export const lmV2Response = ({ key, serverChallenge, clientChallenge }: ResponseInput): Buffer =>
  Buffer.concat([hmacMd5(key, serverChallenge, clientChallenge), clientChallenge])
