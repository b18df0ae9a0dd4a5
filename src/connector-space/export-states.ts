/** Layers 2 to 4 of an entry (domain.md 1.5): what is to be sent, is being sent, was sent and not yet seen back. */
export const EXPORT_STATES = [
  'none',
  'pending',
  'escrowed',
  'unconfirmed',
  'pending-escrowed',
  'pending-unconfirmed',
  'escrowed-unconfirmed',
  'pending-escrowed-unconfirmed',
] as const
export type ExportState = (typeof EXPORT_STATES)[number]

export type ExportEvent =
  /** Synchronization wants something of the source; what is pending already, it replaces. */
  | 'planned'
  /** Synchronization wants nothing any more. */
  | 'withdrawn'
  /** An export step hands it to the connector. */
  | 'taken'
  | 'sent'
  | 'refused'
  /** The worker or the connection is lost before the answer: a later step puts it back, marked as perhaps sent. */
  | 'interrupted'
  /** An import shows what was sent. */
  | 'confirmed'
  /** An import shows other values: what was sent is forgotten, and the entry is synchronized again. */
  | 'contradicted'
  /** An import shows other references: they are pending again at once. */
  | 'contradicted-references'
  /** A complete import does not show the object that was created. */
  | 'missing'
  /** The object is wanted again, whose deletion its source has only listed. */
  | 'taken-back'

/** `impossible`: nothing of the kind is on its way, or something else must happen first. */
export type ExportOutcome = ExportState | 'impossible'

/**
 * The layers after the event. What comes back to a layer that holds something is merged with it. A missing cell does not compile.
 */
export const EXPORT_TRANSITIONS = {
  none: {
    planned: 'pending',
    withdrawn: 'none',
    taken: 'impossible',
    sent: 'impossible',
    refused: 'impossible',
    interrupted: 'impossible',
    confirmed: 'none',
    contradicted: 'none',
    'contradicted-references': 'none',
    missing: 'none',
    'taken-back': 'none',
  },
  pending: {
    planned: 'pending',
    withdrawn: 'none',
    taken: 'escrowed',
    sent: 'impossible',
    refused: 'impossible',
    interrupted: 'impossible',
    confirmed: 'pending',
    contradicted: 'pending',
    'contradicted-references': 'pending',
    missing: 'pending',
    'taken-back': 'pending',
  },
  escrowed: {
    planned: 'pending-escrowed',
    withdrawn: 'escrowed',
    taken: 'impossible',
    sent: 'unconfirmed',
    refused: 'pending',
    interrupted: 'pending',
    confirmed: 'escrowed',
    contradicted: 'escrowed',
    'contradicted-references': 'escrowed',
    missing: 'escrowed',
    'taken-back': 'escrowed',
  },
  unconfirmed: {
    planned: 'pending-unconfirmed',
    withdrawn: 'unconfirmed',
    taken: 'impossible',
    sent: 'impossible',
    refused: 'impossible',
    interrupted: 'impossible',
    confirmed: 'none',
    contradicted: 'none',
    'contradicted-references': 'pending',
    missing: 'pending',
    'taken-back': 'none',
  },
  'pending-escrowed': {
    planned: 'pending-escrowed',
    withdrawn: 'escrowed',
    // What is on its way comes back first.
    taken: 'impossible',
    sent: 'pending-unconfirmed',
    refused: 'pending',
    interrupted: 'pending',
    confirmed: 'pending-escrowed',
    contradicted: 'pending-escrowed',
    'contradicted-references': 'pending-escrowed',
    missing: 'pending-escrowed',
    'taken-back': 'pending-escrowed',
  },
  'pending-unconfirmed': {
    planned: 'pending-unconfirmed',
    withdrawn: 'unconfirmed',
    taken: 'escrowed-unconfirmed',
    sent: 'impossible',
    refused: 'impossible',
    interrupted: 'impossible',
    confirmed: 'pending',
    contradicted: 'pending',
    'contradicted-references': 'pending',
    missing: 'pending',
    'taken-back': 'pending',
  },
  'escrowed-unconfirmed': {
    planned: 'pending-escrowed-unconfirmed',
    withdrawn: 'escrowed-unconfirmed',
    taken: 'impossible',
    sent: 'unconfirmed',
    refused: 'pending-unconfirmed',
    interrupted: 'pending-unconfirmed',
    confirmed: 'escrowed',
    contradicted: 'escrowed',
    'contradicted-references': 'pending-escrowed',
    missing: 'pending-escrowed',
    'taken-back': 'escrowed',
  },
  'pending-escrowed-unconfirmed': {
    planned: 'pending-escrowed-unconfirmed',
    withdrawn: 'escrowed-unconfirmed',
    taken: 'impossible',
    sent: 'pending-unconfirmed',
    refused: 'pending-unconfirmed',
    interrupted: 'pending-unconfirmed',
    confirmed: 'pending-escrowed',
    contradicted: 'pending-escrowed',
    'contradicted-references': 'pending-escrowed',
    missing: 'pending-escrowed',
    'taken-back': 'pending-escrowed',
  },
} as const satisfies Record<ExportState, Record<ExportEvent, ExportOutcome>>
