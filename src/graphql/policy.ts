import type { Actor } from '../access/actor.js'
import type { Identity } from '../access/identity.js'
import { createQuotas, type Limits, type Quota } from '../access/quota.js'
import { farmIn } from '../access/roles.js'
import type { AccessDocument, Holder } from '../configuration/document-access.js'
import { loadAccess } from '../configuration/load-access.js'
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
const STAFF: readonly Holder[] = ['administrator', 'operator', 'joiner', 'password', 'reader']
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
  readonly documents: TrustedDocuments
}

interface Held {
  readonly quotas: ReturnType<typeof createQuotas>
  until: number
  inForce: Promise<InForce>
}

const held = new WeakMap<Database, Held>()

export async function policyFor(hub: Hub, { id, actor }: Identity): Promise<Policy> {
  const { quotas, inForce } = current(hub)
  const { access, documents } = await inForce
  const limits = limitsIn(access)
  const { trustedDocuments, introspection = STAFF } = access
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

function current(hub: Hub): Held {
  const known = held.get(hub.database)
  if (known !== undefined && known.until > Date.now()) return known
  const inForce = load(hub)
  const next: Held = { quotas: known?.quotas ?? createQuotas(), until: Date.now() + FRESH_MS, inForce }
  held.set(hub.database, next)
  inForce.catch(() => {
    next.until = 0
  })
  return next
}

async function load(hub: Hub): Promise<InForce> {
  const access = await loadAccess(hub.database)
  if (access.trustedDocuments === undefined) return { access, documents: NO_DOCUMENTS }
  try {
    return { access, documents: await readTrustedDocuments(hub.configurationFolder, access.trustedDocuments.from) }
  } catch (error) {
    hub.log.error({ error }, 'the list of trusted documents cannot be read; none is trusted')
    return { access, documents: NO_DOCUMENTS }
  }
}
