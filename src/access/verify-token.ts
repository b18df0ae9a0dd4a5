import { hash } from 'node:crypto'
import { createRemoteJWKSet, customFetch, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { OidcDocument } from '../configuration/document-access.js'
import type { Identity } from './identity.js'
import { isRole, type Role } from './roles.js'

/** Signatures by keys that only the provider has: never a shared secret, never none. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']
const CLOCK_TOLERANCE_SECONDS = 30
/** How long a verified token is taken for granted; it ends no later than it says itself. */
const TRUST_MS = 10_000
const MOST_TRUSTED = 10_000
const ANSWER_MS = 5_000

interface Trusted {
  readonly identity: Identity
  readonly until: number
}

interface Provider {
  readonly keys: JWTVerifyGetKey
  readonly trusted: Map<string, Trusted>
}

const providers = new Map<string, Provider>()

/** Whether a text has the form of a signed token, rather than of an API key. */
export const isToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)

/**
 * Who holds this access token of the provider: signature, issuer, audience and times are checked (RFC 9068, RFC 7519). Undefined
 * when it is no good, or the provider's keys cannot be had; does not tell which.
 */
export async function verifyToken(oidc: OidcDocument, token: string): Promise<Identity | undefined> {
  const provider = providerOf(oidc)
  const name = hash('sha256', token, 'hex')
  const known = provider.trusted.get(name)
  if (known !== undefined && known.until > Date.now()) return known.identity
  provider.trusted.delete(name)
  const identity = await verified(oidc, provider, token)
  if (identity === undefined) return undefined
  if (provider.trusted.size >= MOST_TRUSTED) provider.trusted.clear()
  provider.trusted.set(name, { identity, until: Math.min(Date.now() + TRUST_MS, identity.expiresAt?.getTime() ?? 0) })
  return identity
}

async function verified(oidc: OidcDocument, { keys }: Provider, token: string): Promise<Identity | undefined> {
  const tolerance = oidc.clockTolerance ?? CLOCK_TOLERANCE_SECONDS
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: oidc.issuer,
      audience: oidc.audience,
      algorithms: ALGORITHMS,
      clockTolerance: tolerance,
      requiredClaims: ['exp', 'sub'],
    })
    const expiresAt = new Date(((payload.exp ?? 0) + tolerance) * 1_000)
    return {
      id: `oidc:${payload.sub}`,
      actor: { name: nameOf(oidc, payload), roles: rolesOf(oidc, payload) },
      expiresAt,
    }
  } catch {
    return undefined
  }
}

function nameOf({ nameClaim = 'preferred_username' }: OidcDocument, payload: JWTPayload): string {
  const name = payload[nameClaim]
  return `oidc:${typeof name === 'string' && name !== '' ? name : payload.sub}`
}

function rolesOf({ groupClaim = 'groups', roles }: OidcDocument, payload: JWTPayload): Role[] {
  const claim = payload[groupClaim]
  const groups = typeof claim === 'string' ? [claim] : Array.isArray(claim) ? claim : []
  const given = groups.flatMap(group => (typeof group === 'string' && Object.hasOwn(roles, group) ? roles[group] : []))
  return [...new Set(given.flat())].filter(role => role !== undefined).filter(isRole)
}

function providerOf(oidc: OidcDocument): Provider {
  const id = JSON.stringify(oidc)
  const held = providers.get(id)
  if (held !== undefined) return held
  const made: Provider = { keys: keysOf(oidc), trusted: new Map() }
  // Another configuration: what the one before has trusted is asked again.
  providers.clear()
  providers.set(id, made)
  return made
}

/** The provider's keys, fetched when first needed and again when a token names one that is not among them. */
function keysOf({ issuer, jwksUri }: OidcDocument): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | undefined
  return async (header, token) => {
    keys ??= createRemoteJWKSet(new URL(jwksUri ?? (await discover(issuer))), {
      timeoutDuration: ANSWER_MS,
      cooldownDuration: 1_000,
      [customFetch]: (url, options) => fetch(url, { ...options, redirect: 'error' }),
    })
    return keys(header, token)
  }
}

async function discover(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS), redirect: 'error' })
  const { issuer: told, jwks_uri: found } = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown }
  if (told !== issuer || typeof found !== 'string') throw new Error(`${url} speaks of another issuer`)
  return found
}
