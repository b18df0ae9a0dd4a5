import {
  AGENTS,
  CONFIGURATION,
  type DecidedFields,
  ENTRIES,
  fields,
  METAVERSE,
  PROBLEMS,
  RUNS,
} from './decided-fields.js'
import { OUTCOME_NEEDS } from './outcome-needs.js'
import type { Need } from './root-needs.js'

/**
 * What every field below the roots asks of a key, by type; what leads to something else asks for the right to read that. It decides nothing: the
 * service layer does. It says what is meant to be decided, for docs/access-matrix.md, and a test asks a running hub whether that is so.
 * Fields that a whole kind of types has are in {@link KINDS}; those that the metaverse adds are for whoever gets the object.
 */
export const FIELD_NEEDS: Readonly<Record<string, DecidedFields>> = {
  Agent: fields(
    `connector createdAt fullImportRequired fullSynchronizationRequired id importedAt name removed
    synchronizationRequired`,
    { placeholders: ENTRIES, runProfiles: AGENTS, statistics: ENTRIES },
  ),
  AgentCheck: fields('message name outcome problem'),
  AgentRequirement: fields('agent because entries needs'),
  AgentStatistics: fields(
    `affectedByRules all awaitingConfirmation connectors disconnectors explicitConnectors
    explicitDisconnectors exportAdds exportDeletes exportHeld exportUpdates filteredDisconnectors importAdds
    importDeletes importNone importUpdates problems totalConnectors totalDisconnectors transients`,
    { placeholders: ENTRIES },
  ),
  ApiKey: fields('createdAt expiresAt lastUsedAt name prefix revokedAt scopes'),
  AttributeChange: fields('name operation type values'),
  AuditEvent: fields('actor at details number operation origin outcome target'),
  AuditVerification: fields('broken events hasEarlierHead head'),
  ConfigurationChange: fields('after before kind path'),
  ConfigurationFile: fields('content path'),
  ConfigurationVersion: fields('appliedAt author digest id version', {
    document: CONFIGURATION,
    files: CONFIGURATION,
    versions: CONFIGURATION,
  }),
  Connector: fields('capabilities name settings settingsSchema title'),
  ConnectorCapabilities: fields('deltaImport discovery export fullImport passwords rename valueChanges watch'),
  ConnectorSetting: fields('default description name only required secret type'),
  ConnectorSpaceClearing: fields('connectors deletedObjects entries objects'),
  ConnectorSpaceEntry: fields('anchor createdAt dn formerDn id imported linkRule linkedAt objectType state transient', {
    agent: AGENTS,
    attributes: ENTRIES,
    displacedBy: ENTRIES,
    escrowedExport: ENTRIES,
    history: ENTRIES,
    layers: ENTRIES,
    metaverseObject: METAVERSE,
    pendingExport: ENTRIES,
    pendingImport: ENTRIES,
    problems: PROBLEMS,
    referencedBy: ENTRIES,
    references: ENTRIES,
    synchronizedAttributes: ENTRIES,
    unconfirmedExport: ENTRIES,
  }),
  Connectors: fields('nodes'),
  Contribution: fields('at rule', { agent: AGENTS, dn: ENTRIES, entry: ENTRIES }),
  CountedObject: fields('dn', { entry: ENTRIES, metaverseObject: METAVERSE }),
  DeltaReferenceEdge: fields('attribute dn operation'),
  EntryAttribute: fields('name type values'),
  EntryDelta: fields('changes dn operation', { references: ENTRIES }),
  EntryEvent: fields('at counter dn', { metaverseObject: METAVERSE, run: RUNS, step: RUNS }),
  EntryImage: fields('attributes dn objectType', { references: ENTRIES }),
  EntryLayer: fields('delta image'),
  EntryLayers: fields('escrowedExport pendingExport pendingImport synchronized unconfirmedExport'),
  EntryReferenceEdge: fields('attribute dn state'),
  EventCounter: fields('count name targetAgent'),
  ExportReferenceEdge: fields('attribute operation'),
  Farm: fields('changes group groupProperties groups name profile profiles properties'),
  FarmChange: fields('at cursor id kind profile'),
  FarmChangePage: fields('cursor hasMore nodes'),
  FarmGroup: fields('id members name properties'),
  FarmProfile: fields('account directReports groups id manager managers properties property'),
  FarmProperty: fields('name values'),
  FarmRemoval: fields('accountName displayName since', { entry: ENTRIES, run: RUNS }),
  ImageReferenceEdge: fields('attribute dn'),
  Lagged: fields('after'),
  Link: fields('explicit linkedAt rule', { agent: AGENTS, entry: ENTRIES }),
  MetaverseAttribute: fields('name type values', { contribution: METAVERSE, contributions: METAVERSE }),
  MetaverseAttributeChange: fields('after before causes contributionsAfter contributionsBefore name type'),
  MetaverseObject: fields('changedAt createdAt id type', {
    asOf: METAVERSE,
    attribute: METAVERSE,
    attributes: METAVERSE,
    displayName: METAVERSE,
    history: METAVERSE,
    links: METAVERSE,
    referencedBy: METAVERSE,
    references: METAVERSE,
  }),
  MetaverseObjectEvent: fields('at changed kind link type typeBefore', {
    attributes: METAVERSE,
    referenceSums: METAVERSE,
    references: METAVERSE,
    run: RUNS,
    step: RUNS,
  }),
  MetaverseReferenceEdge: fields('attribute contribution'),
  ObjectChange: fields('at changedAttributes cursor kind objectId', { object: METAVERSE }),
  ObjectProblem: fields('code firstOccurredAt hint id lastOccurredAt message phase retryCount where', {
    agent: AGENTS,
    entry: ENTRIES,
  }),
  PageInfo: fields('endCursor hasNextPage hasPreviousPage startCursor'),
  PastLink: fields('anchor dn ended explicit linkedAt rule', { agent: AGENTS, entry: ENTRIES }),
  PastMetaverseObject: fields('at attributes id type', { links: METAVERSE, now: METAVERSE, references: METAVERSE }),
  PastReferenceEdge: fields('attribute contribution'),
  PendingExport: fields('changedAt changes dn held heldBy heldSince mayBeSent operation', { references: ENTRIES }),
  PendingImport: fields('changes operation previousObjectType'),
  Placeholder: fields('dn mentions'),
  Problem: fields('code hint message where'),
  ProblemPlace: fields('agent anchor attribute column dn file line path rule'),
  ReferenceChangeEdge: fields('attribute contribution operation targetId'),
  ReferenceChangeSum: fields('added attribute handedOver removed'),
  Run: fields(
    `agentName cancelRequested endedAt id number profileName requestedAt requestedBy schedule startedAt
    status`,
    { agent: AGENTS, steps: RUNS },
  ),
  RunChange: fields('at cursor kind status stepNumber', { run: RUNS }),
  RunCounter: fields('count name targetAgent', { objects: RUNS }),
  RunEvent: fields('at counters kind number problem progress status stepNumber stepType', { run: RUNS }),
  RunProfile: fields('id name steps', { agent: AGENTS }),
  RunStep: fields('counters definition endedAt number problem progress startedAt status'),
  Schedule: fields('cron enabled name nextAt pause runs timezone watch', { lastRun: RUNS }),
  SchedulePause: fields('at by reason'),
  ScheduledRun: fields('agent profile'),
  StepDefinition: fields('batchSize deletionLimit deletionPercent objectLimit type'),
  StepProgress: fields('done rate remainingSeconds total'),
  UserError: fields('code field message'),
  _Service: fields('sdl'),
  ...OUTCOME_NEEDS,
}

/** What a list shows to those only who may have it: others have the list, with none of these in it. */
export const LISTED_NEEDS: Readonly<Record<string, Need>> = { Farm: 'some farm' }

/** The fields of connections, edges and payloads, by the ends of their names: whoever gets the one gets the others. */
export const KINDS: Readonly<Record<string, DecidedFields>> = {
  Connection: fields('edges nodes pageInfo totalCount'),
  Edge: fields('cursor node'),
  Payload: fields('problems userErrors'),
}
