import type { Values } from '../../model/value.js'
import { decodeClaim } from './claims.js'
import type { Schema } from './encode.js'
import { CLAIM_ID, CLAIM_PROVIDER_ID, CLAIM_PROVIDER_TYPE } from './names.js'
import type { SharePointSettings } from './settings.js'

/**
 * What a new profile says of who vouches for its account, where no flow says it: an encoded claim tells it itself, other account names
 * are as the settings say (domain.md 12.6).
 */
export function claimDefaults(
  account: string,
  { claims }: Pick<SharePointSettings, 'claims'>,
  schema: Schema,
): Record<string, Values> {
  if (claims === undefined) return {}
  const claim = decodeClaim(account)
  const kind = claim?.kind ?? claims.providerType
  const values = {
    [CLAIM_PROVIDER_TYPE]: kind,
    [CLAIM_PROVIDER_ID]: claim?.provider ?? claims.providerId ?? kind,
    // A Windows account is identified by its name without the domain, others by what their provider calls them.
    [CLAIM_ID]: kind === 'Windows' ? (claim?.value ?? account).replace(/^.*\\/, '') : (claim?.value ?? account),
  }
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (schema.has(name.toLowerCase()) ? [[name, [value]]] : [])),
  )
}
