import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { identify } from '../../src/access/identify.js'
import { type TestHub, testHub } from '../support/hub.js'
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.js'

let provider: IdentityProvider
let hub: TestHub
let forger: KeyObject
/** Has the forger's key for whoever asks. Nobody is to ask. */
let elsewhere: Server
let asked = 0

beforeAll(async () => {
  provider = await startIdentityProvider()
  const roles = { 'IdM Admins': 'administrator' }
  hub = await testHub({ version: 1, access: { oidc: { issuer: provider.issuer, audience: AUDIENCE, roles } } })
  const made = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  forger = made.privateKey
  elsewhere = createServer((_request, response) => {
    asked++
    response.end(JSON.stringify({ keys: [{ ...made.publicKey.export({ format: 'jwk' }), kid: kid(), alg: 'ES256' }] }))
  })
  await new Promise<void>(done => elsewhere.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  await hub?.drop()
  await provider?.stop()
  elsewhere?.close()
})
afterEach(() => {
  jest.restoreAllMocks()
  asked = 0
})

const who = (token: string) => identify(hub.database, token)
const kid = (): string => provider.publicKey().kid ?? ''
const url = (): string => `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/keys`
const coded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Header and claims of an administrator, as they are signed. */
function unsigned(header: object): string {
  const now = Math.floor(Date.now() / 1_000)
  const times = { iat: now, exp: now + 300 }
  return `${coded(header)}.${coded({ iss: provider.issuer, aud: AUDIENCE, sub: 'm', groups: ['IdM Admins'], ...times })}`
}

function forged(header: object): string {
  const text = unsigned({ alg: 'ES256', kid: kid(), ...header })
  return `${text}.${sign('sha256', Buffer.from(text), { key: forger, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

function withSecret(secret: string): string {
  const text = unsigned({ alg: 'HS256', kid: kid() })
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

const publicPem = (): string =>
  String(createPublicKey({ key: provider.publicKey(), format: 'jwk' } as never).export({ type: 'spki', format: 'pem' }))
const ownKey = (): object => createPublicKey(forger).export({ format: 'jwk' })

test.each<[string, () => string | Promise<string>]>([
  ['the number of a key of the provider', () => forged({})],
  ['no number', () => forged({ kid: undefined })],
  ['a key of its own in the header', () => forged({ jwk: ownKey(), kid: undefined })],
  ['the address of its keys', () => forged({ jku: url() })],
  ['the address of its certificate', () => forged({ x5u: url(), kid: undefined })],
  ['an address for a number', () => forged({ kid: url() })],
  ['a path for a number', () => forged({ kid: '../../../../dev/null' })],
  ['a statement for a number', () => forged({ kid: "x' union select 'y" })],
  ['a prototype for a number', () => forged({ kid: '__proto__' })],
  ['an object for a number', () => forged({ kid: { kid: kid() } })],
  ['an extension that nobody knows', () => forged({ crit: ['x'], x: 1 })],
  ['a payload that is not coded', () => forged({ b64: false, crit: ['b64'] })],
  ['another algorithm', () => forged({ alg: 'RS256' })],
  ['no algorithm', () => forged({ alg: undefined })],
  ['a list of algorithms', () => forged({ alg: ['ES256'] })],
  ['no signature', () => `${unsigned({ alg: 'none', kid: kid() })}.`],
  ['no signature, and something in its place', () => `${unsigned({ alg: 'none', kid: kid() })}.x`],
  ['no signature in another spelling', () => `${unsigned({ alg: 'nOnE', kid: kid() })}.x`],
  ['a signature of noughts', () => `${unsigned({ alg: 'ES256', kid: kid() })}.${'A'.repeat(86)}`],
  ['the public key for a secret', () => withSecret(publicPem())],
  ['the public key without its last line end', () => withSecret(publicPem().trim())],
  ['nothing for a secret', () => withSecret('')],
])('a token that its holder signed with %s is refused, and nobody else is asked', async (_what, make) => {
  expect(await who(await make())).toBeUndefined()
  expect(asked).toBe(0)
})

test('the same claims, signed by the provider, open everything', async () => {
  const token = await provider.token({ sub: 'm', groups: ['IdM Admins'] })
  expect((await who(token))?.actor.roles).toEqual(['administrator'])
})

/** How long keys of the provider are kept without asking again. */
const KEPT_MS = 10 * 60_000

test('a key that the provider has withdrawn is good for ten minutes at most, though nobody comes with a new one', async () => {
  const token = await provider.token({ groups: ['IdM Admins'] }, 3_600)
  expect(await who(token)).toBeDefined()
  await provider.rotate()
  const later = Date.now() + KEPT_MS + 1_000
  jest.spyOn(Date, 'now').mockReturnValue(later)
  expect(await who(token)).toBeUndefined()
})
