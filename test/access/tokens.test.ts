import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { SignJWT, UnsecuredJWT } from 'jose'
import { identify } from '../../src/access/identify.js'
import { type TestHub, testHub } from '../support/hub.js'
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.js'

let provider: IdentityProvider
let hub: TestHub

const ROLES = { 'IdM Admins': 'administrator', Helpdesk: ['joiner', 'password'], Portal: 'farm:intranet' }
const document = (oidc: object) => ({
  version: 1,
  access: { oidc: { issuer: provider.issuer, audience: AUDIENCE, roles: ROLES, clockTolerance: 1, ...oidc } },
})

beforeAll(async () => {
  provider = await startIdentityProvider()
  hub = await testHub(document({}))
})
afterAll(async () => {
  await hub?.drop()
  await provider?.stop()
})

const who = (token: string) => identify(hub.database, token)

test('a token names its holder, and its groups the roles', async () => {
  const identity = await who(await provider.token({ groups: ['Everybody', 'Helpdesk', 'IdM Admins', 'Portal'] }))
  expect(identity?.actor).toEqual({
    name: 'oidc:anna',
    roles: ['joiner', 'password', 'administrator', 'farm:intranet'],
  })
  expect(identity?.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 200_000)
})

test.each([
  ['one group, as text', { groups: 'Helpdesk' }, ['joiner', 'password']],
  ['no group', {}, []],
  ['groups that give nothing', { groups: ['Everybody', 7, '__proto__', 'constructor'] }, []],
])('%s', async (_, claims, roles) => {
  expect((await who(await provider.token(claims)))?.actor.roles).toEqual(roles)
})

test('who has no name is called by the subject', async () => {
  expect((await who(await provider.token({ preferred_username: undefined })))?.actor.name).toBe('oidc:f3a1')
})

describe('refused', () => {
  const now = () => Math.floor(Date.now() / 1_000)
  test.each([
    ['another issuer', () => provider.token({ iss: 'https://elsewhere.example' })],
    ['another audience', () => provider.token({ aud: 'another-service' })],
    ['no audience', () => provider.token({ aud: undefined })],
    ['expired', () => provider.token({ exp: now() - 5 })],
    ['without an end', () => provider.token({ exp: undefined })],
    ['not yet good', () => provider.token({ nbf: now() + 60 })],
    ['without a subject', () => provider.token({ sub: undefined })],
    [
      'not signed',
      async () =>
        new UnsecuredJWT({ sub: 'f3a1' })
          .setIssuer(provider.issuer)
          .setAudience(AUDIENCE)
          .setExpirationTime('5m')
          .encode(),
    ],
    [
      'signed with the public key as if it were a secret',
      () =>
        new SignJWT({ sub: 'f3a1' })
          .setProtectedHeader({ alg: 'HS256', kid: provider.publicKey().kid ?? '' })
          .setIssuer(provider.issuer)
          .setAudience(AUDIENCE)
          .setExpirationTime('5m')
          .sign(new TextEncoder().encode(JSON.stringify(provider.publicKey()))),
    ],
    [
      'with another payload',
      async () => {
        const [header, , signature] = (await provider.token({ groups: [] })).split('.')
        const [, payload] = (await provider.token({ groups: ['IdM Admins'] })).split('.')
        return `${header}.${payload}.${signature}`
      },
    ],
    ['no token at all', async () => 'a.b.c'],
  ])('%s', async (_, make) => {
    expect(await who(await make())).toBeUndefined()
  })
})

test('a token is good to its end and not longer, also when it was good a moment ago', async () => {
  const token = await provider.token({}, 1)
  expect(await who(token)).toBeDefined()
  await sleep(2_500)
  expect(await who(token)).toBeUndefined()
})

test('a new key of the provider is found, and one that it withdrew is not taken any more', async () => {
  const before = await provider.token({ groups: 'Helpdesk' })
  await sleep(1_100)
  await provider.rotate()
  expect((await who(await provider.token({ groups: 'IdM Admins' })))?.actor.roles).toEqual(['administrator'])
  expect(await who(before)).toBeUndefined()
})

test('other roles are in force with the configuration that gives them; without a provider no token is good', async () => {
  const token = await provider.token({ groups: 'Helpdesk' })
  await hub.apply(document({ roles: { Helpdesk: 'reader' } }))
  expect((await who(token))?.actor.roles).toEqual(['reader'])
  await hub.apply(document({ groupClaim: 'teams', nameClaim: 'sub' }))
  expect((await who(await provider.token({ teams: ['Helpdesk'] })))?.actor).toEqual({
    name: 'oidc:f3a1',
    roles: ['joiner', 'password'],
  })
  await hub.apply({ version: 1 })
  expect(await who(token)).toBeUndefined()
})
