import type { InboundCounter, OperatorCounter } from '../model/counter.js'
import type { Situation } from './inbound.js'

type Counted = InboundCounter | OperatorCounter

/** The counter of each situation when the object is gone afterwards, when values flowed, and otherwise (domain.md 4.3). */
const COUNTERS: Record<Situation, { readonly gone: Counted; readonly flow: Counted; readonly calm: Counted }> = {
  'deleted-disconnector': all('disconnector-deleted'),
  'deleted-connector': ifGone('connector-delete-remove-mv', 'connector-delete-leave-mv'),
  retyped: all('connector-delete-add-processed'),
  filtered: all('disconnector-filtered'),
  'connector-filtered': ifGone('connector-filtered-remove-mv', 'connector-filtered-leave-mv'),
  joined: {
    gone: 'disconnector-joined-remove-mv',
    flow: 'disconnector-joined-flow',
    calm: 'disconnector-joined-no-flow',
  },
  projected: {
    gone: 'disconnector-projected-remove-mv',
    flow: 'disconnector-projected-flow',
    calm: 'disconnector-projected-no-flow',
  },
  connected: { gone: 'connector-flow-remove-mv', flow: 'connector-flow', calm: 'connector-no-flow' },
  remains: all('disconnector-remains'),
  disconnected: ifGone('connector-disconnected-remove-mv', 'connector-disconnected-leave-mv'),
  set: all('disconnector-set'),
  cleared: ifGone('connector-cleared-remove-mv', 'connector-cleared-leave-mv'),
}

function all(counter: Counted) {
  return { gone: counter, flow: counter, calm: counter }
}

function ifGone(gone: Counted, stays: Counted) {
  return { gone, flow: stays, calm: stays }
}

/** What one entry's synchronization came to. */
export interface Result {
  readonly situation: Situation
  readonly flowed: boolean
  /** Whether its object was deleted. */
  readonly gone: boolean
}

/** The counter of an entry, once the fate of its object is known. */
export const inboundCounter = ({ situation, flowed, gone }: Result): Counted =>
  COUNTERS[situation][gone ? 'gone' : flowed ? 'flow' : 'calm']
