import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import { ProblemError } from '../model/problem.js'
import { countDeeds, type DeedFilter, type DeedRow, listDeeds } from '../storage/audit/list-deeds.js'
import { type AuditChain, hasAuditHash, verifyAuditChain } from '../storage/audit/verify-chain.js'
import type { PageRequest } from '../storage/read/page.js'
import type { Hub } from './hub.js'
import type { Listed } from './paging.js'

/** What was done to the hub, or tried, the newest first. */
export async function deeds(hub: Hub, actor: Actor, filter: DeedFilter, page: PageRequest): Promise<Listed<DeedRow>> {
  authorize(actor, 'read-audit')
  return { ...(await listDeeds(hub.database, filter, page)), count: () => countDeeds(hub.database, filter) }
}

export interface AuditVerification extends AuditChain {
  /** Whether the log still has the head that was kept earlier; undefined when none was given. */
  readonly hasEarlierHead: boolean | undefined
}

const HASH = /^[0-9a-f]{64}$/

/**
 * Checks that no event of the audit log was changed or taken out since it was appended.
 * @param earlierHead the `head` of an earlier check: shows whether events were cut off at the end since
 * @throws ProblemError `request.invalid` when that is no hash
 */
export async function verifyAudit(hub: Hub, actor: Actor, earlierHead?: string): Promise<AuditVerification> {
  authorize(actor, 'read-audit')
  if (earlierHead !== undefined && !HASH.test(earlierHead)) {
    throw new ProblemError({
      code: 'request.invalid',
      message: 'What is to be found again is no hash of an event',
      hint: 'Give the head that an earlier verification told: 64 hexadecimal digits.',
    })
  }
  const hasEarlierHead = earlierHead === undefined ? undefined : await hasAuditHash(hub.database, earlierHead)
  return { ...(await verifyAuditChain(hub.database)), hasEarlierHead }
}
