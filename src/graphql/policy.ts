import type { Actor } from '../access/actor.js'
import type { Identity } from '../access/identity.js'
import { createQuotas, type Limits, type Quota } from '../access/quota.js'
import { farmIn } from '../access/roles.js'
import type { AccessDocument, Holder } from '../configuration/document-access.js'
import { loadAccess } from '../configuration/load-access.js'
import { heldFor } from '../service/held-for.js'
import type { Hub } from '../service/hub.js'
import type { Database } from '../storage/database.js'
import { NO_DOCUMENTS, readTrustedDocuments, type TrustedDocuments } from './trusted-documents.js'

const DEFAULT_LIMITS: Limits & { readonly seconds: number } = {
  requestsPerSecond: 1_000,
  pointsPerMinute: 10_000_000,
  operations: 100,
  subscriptions: 20_000,
  seconds: 30,
}
/** Who may ask for the schema, where the configuration does not say. */
export const MAY_ASK_FOR_SCHEMA: readonly Holder[] = ['administrator', 'operator', 'joiner', 'password', 'reader']
const WITHOUT_ADMINISTRATORS: readonly Holder[] = ['operator', 'joiner', 'password', 'reader', 'farm']
/** How soon a change of the configuration, or of the list of documents, is seen. */
const FRESH_MS = 1_000

/** What holds for the one who sends a request, beside what the roles may do. */
export interface Policy {
  readonly quota: Quota
  /** How long a query may take. */
  readonly milliseconds: number
  /** Whether the schema may be asked for, and names close to wrong ones are told. */
  readonly introspection: boolean
  readonly documents: TrustedDocuments
  /** Whether documents that are not on the list are refused. */
  readonly trustedOnly: boolean
}

interface InForce {
  readonly access: AccessDocument
  readonly limits: typeof DEFAULT_LIMITS
  readonly documents: TrustedDocuments
}

const inForce = heldFor(FRESH_MS, load)
const quotasOf = new WeakMap<Database, ReturnType<typeof createQuotas>>()

export async function policyFor(hub: Hub, { id, actor }: Identity): Promise<Policy> {
  const { access, limits, documents } = await inForce(hub)
  const quotas = quotasOf.get(hub.database) ?? createQuotas()
  quotasOf.set(hub.database, quotas)
  const { trustedDocuments, introspection = MAY_ASK_FOR_SCHEMA } = access
  return {
    quota: quotas(id, limits),
    milliseconds: limits.seconds * 1_000,
    introspection: holdersIn(actor).some(each => introspection.includes(each)),
    documents,
    trustedOnly:
      trustedDocuments !== undefined &&
      holdersIn(actor).every(each => (trustedDocuments.roles ?? WITHOUT_ADMINISTRATORS).includes(each)),
  }
}

function limitsIn({ limits }: AccessDocument): typeof DEFAULT_LIMITS {
  const set = Object.entries(limits ?? {}).filter(([, value]) => value !== undefined)
  return { ...DEFAULT_LIMITS, ...Object.fromEntries(set) }
}

const holdersIn = ({ roles }: Actor): Holder[] =>
  roles.map(role => (farmIn(role) === undefined ? (role as Holder) : 'farm'))

async function load(hub: Hub): Promise<InForce> {
  const access = await loadAccess(hub.database)
  return { access, limits: limitsIn(access), documents: await documentsOf(hub, access) }
}

async function documentsOf(hub: Hub, { trustedDocuments }: AccessDocument): Promise<TrustedDocuments> {
  if (trustedDocuments === undefined) return NO_DOCUMENTS
  try {
    return await readTrustedDocuments(hub.configurationFolder, trustedDocuments.from)
  } catch (error) {
    hub.log.error({ error }, 'the list of trusted documents cannot be read; none is trusted')
    return NO_DOCUMENTS
  }
}
