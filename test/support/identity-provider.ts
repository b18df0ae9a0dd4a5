import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

/** An OIDC provider as far as a resource server sees one: discovery, keys, and tokens that somebody got from it. */
export interface IdentityProvider {
  readonly issuer: string
  /** Signs a token with the newest key. Claims may be wrong on purpose. */
  token(claims?: Readonly<Record<string, unknown>>, seconds?: number): Promise<string>
  /** Another key from now on; the one before is withdrawn. */
  rotate(): Promise<void>
  /** The newest public key, as anybody may have it. */
  publicKey(): JWK
  stop(): Promise<void>
}

export const AUDIENCE = 'identity-hub'

export async function startIdentityProvider(): Promise<IdentityProvider> {
  let number = 0
  const makeKey = async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const kid = `key-${++number}`
    return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } as JWK }
  }
  let key = await makeKey()
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    if (request.url === '/.well-known/openid-configuration')
      response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }))
    else if (request.url === '/keys') response.end(JSON.stringify({ keys: [key.jwk] }))
    else response.writeHead(404).end('{}')
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    token: (claims = {}, seconds = 300) => {
      const now = Math.floor(Date.now() / 1_000)
      const usual = {
        iss: issuer,
        aud: AUDIENCE,
        sub: 'f3a1',
        preferred_username: 'anna',
        iat: now,
        exp: now + seconds,
      }
      return new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'at+jwt' })
        .sign(key.privateKey)
    },
    rotate: async () => {
      key = await makeKey()
    },
    publicKey: () => key.jwk,
    stop: () =>
      new Promise(done => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
