import { invariant } from '../model/invariant.js'
import type { ConnectorState } from './entry.js'

/** What can happen to an entry's connector state (domain.md 1.4). */
export type ConnectorEvent =
  /** The connector filter matches. */
  | 'filter-matches'
  /** The connector filter does not match, and no rule links the entry. */
  | 'remains'
  /** A rule joins, projects, provisions or takes the entry over. */
  | 'rule-links'
  /** The source has deleted the object: a connector's link is broken first. */
  | 'source-deletes'
  /** The source has an object of another type in its place: as if it had been deleted and come again (domain.md 2.2). */
  | 'source-retypes'
  /** The deprovisioning rule parts the entry from its object; for the three things it can make of it (domain.md 7.1). */
  | 'deprovisioned-normal'
  | 'deprovisioned-explicit'
  | 'deprovisioned-delete'
  /** A person joins or projects the entry. */
  | 'operator-links'
  /** A person parts the entry from its object, to be linked again by rules, or not. */
  | 'operator-disconnects'
  | 'operator-disconnects-explicitly'
  /** A person decides whether rules may link a disconnector. */
  | 'operator-sets-normal'
  | 'operator-sets-explicit'

/** `refused`: nothing a person may do. `impossible`: the engine asks no such thing of an entry in this state. */
export type ConnectorOutcome = ConnectorState | 'removed' | 'refused' | 'impossible'

type Row = Record<ConnectorEvent, ConnectorOutcome>

const LINKED = {
  'rule-links': 'impossible',
  'source-deletes': 'removed',
  'source-retypes': 'disconnector',
  'deprovisioned-normal': 'disconnector',
  'deprovisioned-explicit': 'explicit-disconnector',
  // It leaves once an import shows that the source has deleted it.
  'deprovisioned-delete': 'explicit-disconnector',
  'operator-links': 'refused',
  'operator-disconnects': 'disconnector',
  'operator-disconnects-explicitly': 'explicit-disconnector',
  'operator-sets-normal': 'refused',
  'operator-sets-explicit': 'refused',
} as const satisfies Partial<Row>

const UNLINKED = {
  'source-deletes': 'removed',
  'source-retypes': 'disconnector',
  'deprovisioned-normal': 'impossible',
  'deprovisioned-explicit': 'impossible',
  'deprovisioned-delete': 'impossible',
  'operator-links': 'explicit-connector',
  'operator-disconnects': 'refused',
  'operator-disconnects-explicitly': 'refused',
  'operator-sets-normal': 'disconnector',
  'operator-sets-explicit': 'explicit-disconnector',
} as const satisfies Partial<Row>

/** The state after the event. A missing cell does not compile. */
export const CONNECTOR_TRANSITIONS = {
  connector: { ...LINKED, 'filter-matches': 'filtered-disconnector', remains: 'impossible' },
  // What a person has joined, no filter parts.
  'explicit-connector': { ...LINKED, 'filter-matches': 'explicit-connector', remains: 'impossible' },
  disconnector: {
    ...UNLINKED,
    'filter-matches': 'filtered-disconnector',
    remains: 'disconnector',
    'rule-links': 'connector',
  },
  // What a person or the deprovisioning rule has parted for good, neither filter nor rule touches.
  'explicit-disconnector': {
    ...UNLINKED,
    'filter-matches': 'explicit-disconnector',
    remains: 'explicit-disconnector',
    'rule-links': 'impossible',
  },
  'filtered-disconnector': {
    ...UNLINKED,
    'filter-matches': 'filtered-disconnector',
    remains: 'disconnector',
    'rule-links': 'connector',
  },
} as const satisfies Record<ConnectorState, Row>

/** The state after an event that the state allows; `removed` when the entry leaves the connector space. */
export function nextConnectorState(state: ConnectorState, event: ConnectorEvent): ConnectorState | 'removed' {
  const next: ConnectorOutcome = CONNECTOR_TRANSITIONS[state][event]
  invariant(next !== 'refused' && next !== 'impossible', `${event} does not happen to a ${state}`)
  return next
}

/** Whether a person may do this to an entry in the state. */
export const mayHappen = (state: ConnectorState, event: ConnectorEvent): boolean => {
  const next: ConnectorOutcome = CONNECTOR_TRANSITIONS[state][event]
  return next !== 'refused' && next !== 'impossible'
}
