import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.js'
import { type World, world } from './support.js'

export interface TokenWorld {
  readonly held: World
  readonly provider: IdentityProvider
  close(): Promise<void>
}

/** A hub that takes the tokens of a provider, whose `Operators` are operators; not a moment after they have ended. */
export async function tokenWorld(): Promise<TokenWorld> {
  const provider = await startIdentityProvider()
  const held = await world()
  const [row] = await held.hub.database.query<{ document: object }>(
    'select document from configuration_version order by id desc limit 1',
  )
  const oidc = { issuer: provider.issuer, audience: AUDIENCE, roles: { Operators: 'operator' }, clockTolerance: 0 }
  await held.test.apply({ ...row?.document, access: { oidc } })
  return {
    held,
    provider,
    async close() {
      await held.close()
      await provider.stop()
    },
  }
}
