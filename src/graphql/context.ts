import type { Actor } from '../access/actor.js'
import type { Hub } from '../service/hub.js'
import { type Batches, createBatches } from './batches.js'
import type { Policy } from './policy.js'

/** What one operation of a client works with. */
export interface GraphContext {
  readonly hub: Hub
  readonly actor: Actor
  /** Replaced before each event of a subscription, so that an event never shows what an earlier one has fetched. */
  batches: Batches
  /** @throws ProblemError `access.denied` when the key that the operation came with is no longer good */
  readonly recheck: () => Promise<void>
  /** How much may be asked, and of what is told. */
  readonly policy: Policy
  /** Aborted when the client is gone before it has its answer. */
  readonly gone?: AbortSignal | undefined
  /** What the request is called in logs and traces. */
  readonly request?: string
}

export const createContext = (parts: Omit<GraphContext, 'batches'>): GraphContext => ({
  ...parts,
  batches: createBatches(),
})
