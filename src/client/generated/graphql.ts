/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What asking a run to stop came to: it had not begun and is over, it will stop within a batch, or it had ended already. */
export type CancelOutcome =
  /** The token cancelled. */
  | 'CANCELLED'
  /** The token ended. */
  | 'ENDED'
  /** The token requested. */
  | 'REQUESTED';

/** How a part of the configuration differs. */
export type ConfigurationChangeKind =
  /** The token added. */
  | 'ADDED'
  /** The token changed. */
  | 'CHANGED'
  /** The token removed. */
  | 'REMOVED'
  /** The token reordered. */
  | 'REORDERED';

/** A module with rules in code. */
export type ConfigurationFileInput = {
  /** TypeScript. */
  content: string;
  /** Relative to the folder of the configuration, with slashes: rules.ts. */
  path: string;
};

/** How an entry stands to the metaverse. */
export type ConnectorState =
  /** The token connector. */
  | 'CONNECTOR'
  /** The token disconnector. */
  | 'DISCONNECTOR'
  /** The token explicit-connector. */
  | 'EXPLICIT_CONNECTOR'
  /** The token explicit-disconnector. */
  | 'EXPLICIT_DISCONNECTOR'
  /** The token filtered-disconnector. */
  | 'FILTERED_DISCONNECTOR';

/** What entries are searched by; all that is given must hold. */
export type EntryFilterInput = {
  /** The anchor, exactly. */
  anchor?: string | null | undefined;
  /** Whether something was sent that no import has shown yet. */
  awaitingConfirmation?: boolean | null | undefined;
  /** The distinguished name, in any spelling of case, spaces and escapes. */
  dn?: string | null | undefined;
  /** The beginning of the distinguished name, without regard to case. */
  dnStartsWith?: string | null | undefined;
  /** This distinguished name and all below it, without regard to case and spaces around separators. */
  dnSubtree?: string | null | undefined;
  /** Whether a problem stands against the entry. */
  hasProblem?: boolean | null | undefined;
  /** Whether a person holds its pending export. */
  held?: boolean | null | undefined;
  /** The object type in the source, exactly. */
  objectType?: string | null | undefined;
  /** One of these is to be exported. */
  pendingExport?: Array<PendingChange> | null | undefined;
  /** One of these is what an import has staged and synchronization has not seen. */
  pendingImport?: Array<PendingChange> | null | undefined;
  /** A problem with this code stands against the entry. */
  problem?: string | null | undefined;
  /** A problem of one of these phases stands against the entry. */
  problemPhase?: Array<ProblemPhase> | null | undefined;
  /** The first component of the name, such as cn=Anna, without regard to case and spaces around separators. */
  rdn?: string | null | undefined;
  /** One of these states. */
  state?: Array<ConnectorState> | null | undefined;
  /** Whether another object has its name now and its own news has not come. */
  transient?: boolean | null | undefined;
};

/** What happened to a profile of a farm; LEFT: its person is gone, or is none of the farm any more. */
export type FarmChangeKind =
  /** The token changed. */
  | 'CHANGED'
  /** The token entered. */
  | 'ENTERED'
  /** The token left. */
  | 'LEFT';

/** A search for metaverse objects: tests of one attribute, or other searches combined. What stands side by side must all hold. Texts are compared without regard to case. */
export type MetaverseObjectWhere = {
  /** All of these hold. */
  and?: Array<MetaverseObjectWhere> | null | undefined;
  /** The attribute that is tested. */
  attribute?: string | null | undefined;
  /** One of its values contains this. */
  contains?: string | null | undefined;
  /** One of its values is this. One index lookup for an indexed attribute. */
  equals?: string | null | undefined;
  /** One of its values is one of these. */
  in?: Array<string> | null | undefined;
  /** This does not hold. */
  not?: MetaverseObjectWhere | null | undefined;
  /** At least one of these holds. */
  or?: Array<MetaverseObjectWhere> | null | undefined;
  /** Whether it has a value. */
  present?: boolean | null | undefined;
  /** For a reference attribute: it refers to this metaverse object. */
  refersTo?: string | number | null | undefined;
  /** One of its values begins so. */
  startsWith?: string | null | undefined;
};

/** What is pending for an entry; NONE: nothing. */
export type PendingChange =
  /** The token add. */
  | 'ADD'
  /** The token delete. */
  | 'DELETE'
  /** The token delete-add. */
  | 'DELETE_ADD'
  /** The token none. */
  | 'NONE'
  /** The token update. */
  | 'UPDATE';

/** When an object met its problem. */
export type ProblemPhase =
  /** The token export. */
  | 'EXPORT'
  /** The token import. */
  | 'IMPORT'
  /** The token synchronization. */
  | 'SYNCHRONIZATION';

/** What an event of a run tells. */
export type RunEventKind =
  /** The token problem. */
  | 'PROBLEM'
  /** The token progress. */
  | 'PROGRESS'
  /** The token run-ended. */
  | 'RUN_ENDED'
  /** The token run-queued. */
  | 'RUN_QUEUED'
  /** The token run-started. */
  | 'RUN_STARTED'
  /** The token step-ended. */
  | 'STEP_ENDED'
  /** The token step-started. */
  | 'STEP_STARTED';

/** The result of a run or step, or what it is doing: MIM's tokens. */
export type RunStatus =
  /** The token completed-discovery-errors. */
  | 'COMPLETED_DISCOVERY_ERRORS'
  /** The token completed-export-errors. */
  | 'COMPLETED_EXPORT_ERRORS'
  /** The token completed-no-objects. */
  | 'COMPLETED_NO_OBJECTS'
  /** The token completed-sync-errors. */
  | 'COMPLETED_SYNC_ERRORS'
  /** The token completed-transient-objects. */
  | 'COMPLETED_TRANSIENT_OBJECTS'
  /** The token completed-warnings. */
  | 'COMPLETED_WARNINGS'
  /** The token completing-obsoletion. */
  | 'COMPLETING_OBSOLETION'
  /** The token completing-referential-updates. */
  | 'COMPLETING_REFERENTIAL_UPDATES'
  /** The token in-progress. */
  | 'IN_PROGRESS'
  /** The token no-start-bad-ma-configuration. */
  | 'NO_START_BAD_MA_CONFIGURATION'
  /** The token no-start-connection. */
  | 'NO_START_CONNECTION'
  /** The token no-start-credentials. */
  | 'NO_START_CREDENTIALS'
  /** The token no-start-delta-step-type-not-configured. */
  | 'NO_START_DELTA_STEP_TYPE_NOT_CONFIGURED'
  /** The token no-start-file-access-denied. */
  | 'NO_START_FILE_ACCESS_DENIED'
  /** The token no-start-file-not-found. */
  | 'NO_START_FILE_NOT_FOUND'
  /** The token no-start-file-open. */
  | 'NO_START_FILE_OPEN'
  /** The token no-start-full-import-required. */
  | 'NO_START_FULL_IMPORT_REQUIRED'
  /** The token no-start-header-row-mismatch. */
  | 'NO_START_HEADER_ROW_MISMATCH'
  /** The token no-start-ma. */
  | 'NO_START_MA'
  /** The token no-start-no-steps-in-profile. */
  | 'NO_START_NO_STEPS_IN_PROFILE'
  /** The token queued. */
  | 'QUEUED'
  /** The token stopped-code-page-conversion. */
  | 'STOPPED_CODE_PAGE_CONVERSION'
  /** The token stopped-connectivity. */
  | 'STOPPED_CONNECTIVITY'
  /** The token stopped-deletion-limit. */
  | 'STOPPED_DELETION_LIMIT'
  /** The token stopped-error-limit. */
  | 'STOPPED_ERROR_LIMIT'
  /** The token stopped-export-disabled. */
  | 'STOPPED_EXPORT_DISABLED'
  /** The token stopped-export-write. */
  | 'STOPPED_EXPORT_WRITE'
  /** The token stopped-file-error. */
  | 'STOPPED_FILE_ERROR'
  /** The token stopped-import-read. */
  | 'STOPPED_IMPORT_READ'
  /** The token stopped-ma. */
  | 'STOPPED_MA'
  /** The token stopped-object-limit. */
  | 'STOPPED_OBJECT_LIMIT'
  /** The token stopped-parsing-errors. */
  | 'STOPPED_PARSING_ERRORS'
  /** The token stopped-server. */
  | 'STOPPED_SERVER'
  /** The token stopped-server-down. */
  | 'STOPPED_SERVER_DOWN'
  /** The token stopped-service-shutdown. */
  | 'STOPPED_SERVICE_SHUTDOWN'
  /** The token stopped-unexpected-data. */
  | 'STOPPED_UNEXPECTED_DATA'
  /** The token stopped-user-termination-from-wmi-or-ui. */
  | 'STOPPED_USER_TERMINATION_FROM_WMI_OR_UI'
  /** The token success. */
  | 'SUCCESS';

/** What a step of a run does. */
export type StepType =
  /** The token delta-import. */
  | 'DELTA_IMPORT'
  /** The token delta-synchronization. */
  | 'DELTA_SYNCHRONIZATION'
  /** The token export. */
  | 'EXPORT'
  /** The token full-import. */
  | 'FULL_IMPORT'
  /** The token full-synchronization. */
  | 'FULL_SYNCHRONIZATION'
  /** The token operator-action. */
  | 'OPERATOR_ACTION';

export type AgentsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AgentsQuery = { agents: { nodes: Array<{ id: string, name: string, connector: string, importedAt: string | null, fullImportRequired: boolean, fullSynchronizationRequired: boolean, synchronizationRequired: boolean, runProfiles: Array<{ name: string }>, statistics: { all: number, connectors: number, disconnectors: number, problems: number, importAdds: number, importUpdates: number, importDeletes: number, exportAdds: number, exportUpdates: number, exportDeletes: number, exportHeld: number, awaitingConfirmation: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type EntriesQueryVariables = Exact<{
  agent: string;
  filter?: EntryFilterInput | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type EntriesQuery = { connectorSpaceEntries: { nodes: Array<{ id: string, dn: string, objectType: string, state: ConnectorState, attributes: Array<{ name: string, values: Array<string> }>, metaverseObject: { id: string, displayName: string | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ProblemsQueryVariables = Exact<{
  agent?: string | null | undefined;
  code?: string | null | undefined;
  phase?: ProblemPhase | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ProblemsQuery = { problems: { nodes: Array<{ code: string, message: string, hint: string | null, entry: { id: string, dn: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type PlanConfigurationMutationVariables = Exact<{
  document: string;
  files?: Array<ConfigurationFileInput> | ConfigurationFileInput | null | undefined;
}>;


export type PlanConfigurationMutation = { planConfiguration: { version: number | null, changes: Array<{ kind: ConfigurationChangeKind, before: string | null, after: string | null }>, warnings: Array<{ code: string, message: string, hint: string | null }>, problems: Array<{ code: string, message: string, hint: string | null }> } };

export type ApplyConfigurationMutationVariables = Exact<{
  document: string;
  files?: Array<ConfigurationFileInput> | ConfigurationFileInput | null | undefined;
  expectedVersion?: number | null | undefined;
}>;


export type ApplyConfigurationMutation = { applyConfiguration: { applied: boolean, warnings: Array<{ code: string, message: string, hint: string | null }>, problems: Array<{ code: string, message: string, hint: string | null }> } };

export type FarmProfileSummaryFragment = { id: string, account: string | null, properties: Array<{ name: string, values: Array<string> }> };

export type FarmProfilesQueryVariables = Exact<{
  farm?: string | null | undefined;
  search?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type FarmProfilesQuery = { farm: { profiles: { nodes: Array<{ id: string, account: string | null, properties: Array<{ name: string, values: Array<string> }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type FarmProfileQueryVariables = Exact<{
  farm?: string | null | undefined;
  account?: string | null | undefined;
  id?: string | number | null | undefined;
}>;


export type FarmProfileQuery = { farm: { profile: { id: string, account: string | null, managers: Array<{ id: string, account: string | null, properties: Array<{ name: string, values: Array<string> }> }>, directReports: Array<{ id: string, account: string | null, properties: Array<{ name: string, values: Array<string> }> }>, properties: Array<{ name: string, values: Array<string> }> } | null } };

export type FarmPlaceQueryVariables = Exact<{
  farm?: string | null | undefined;
}>;


export type FarmPlaceQuery = { farm: { changes: { cursor: string } } };

export type FarmChangesSubscriptionVariables = Exact<{
  farm?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type FarmChangesSubscription = { farmChanges:
    | { cursor: string, kind: FarmChangeKind, id: string, at: string, profile: { id: string, account: string | null, properties: Array<{ name: string, values: Array<string> }> } | null }
    | { after: string }
   };

export type MetaverseObjectsQueryVariables = Exact<{
  type?: string | null | undefined;
  where?: MetaverseObjectWhere | null | undefined;
  names?: Array<string> | string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MetaverseObjectsQuery = { metaverseObjects: { nodes: Array<{ id: string, type: string, displayName: string | null, changedAt: string, attributes: Array<{ name: string, values: Array<string> }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RunSummaryFragment = { id: string, number: number, agentName: string, profileName: string, status: RunStatus, statusToken: string, requestedBy: string, requestedAt: string, startedAt: string | null, endedAt: string | null };

export type RunsQueryVariables = Exact<{
  agent?: string | null | undefined;
  profile?: string | null | undefined;
  status?: Array<RunStatus> | RunStatus | null | undefined;
  ended?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RunsQuery = { runs: { nodes: Array<{ id: string, number: number, agentName: string, profileName: string, status: RunStatus, statusToken: string, requestedBy: string, requestedAt: string, startedAt: string | null, endedAt: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RunQueryVariables = Exact<{
  id: string | number;
}>;


export type RunQuery = { run: { id: string, number: number, agentName: string, profileName: string, status: RunStatus, statusToken: string, requestedBy: string, requestedAt: string, startedAt: string | null, endedAt: string | null, steps: Array<{ number: number, status: RunStatus, statusToken: string, counters: Array<{ nameToken: string, count: number, targetAgent: string | null }>, problem: { code: string, message: string, hint: string | null } | null }> } | null };

export type StartRunMutationVariables = Exact<{
  agent: string;
  profile: string;
}>;


export type StartRunMutation = { startRun: { run: { id: string, number: number, agentName: string, profileName: string, status: RunStatus, statusToken: string, requestedBy: string, requestedAt: string, startedAt: string | null, endedAt: string | null } | null, problems: Array<{ code: string, message: string, hint: string | null }> } };

export type CancelRunMutationVariables = Exact<{
  run: string | number;
}>;


export type CancelRunMutation = { cancelRun: { outcome: CancelOutcome | null, run: { id: string, number: number, agentName: string, profileName: string, status: RunStatus, statusToken: string, requestedBy: string, requestedAt: string, startedAt: string | null, endedAt: string | null } | null, problems: Array<{ code: string, message: string, hint: string | null }> } };

export type RunProgressSubscriptionVariables = Exact<{
  run: string | number;
  after?: number | null | undefined;
}>;


export type RunProgressSubscription = { runProgress: { number: number, at: string, kind: RunEventKind, stepNumber: number | null, stepType: StepType | null, status: RunStatus | null, statusToken: string | null, progress: { done: number, total: number | null, rate: number, remainingSeconds: number | null } | null, counters: Array<{ nameToken: string, count: number, targetAgent: string | null }> | null, problem: { code: string, message: string, hint: string | null } | null } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const FarmProfileSummaryFragmentDoc = new TypedDocumentString(`
    fragment FarmProfileSummary on FarmProfile {
  id
  account
  properties {
    name
    values
  }
}
    `, {"fragmentName":"FarmProfileSummary"}) as unknown as TypedDocumentString<FarmProfileSummaryFragment, unknown>;
export const RunSummaryFragmentDoc = new TypedDocumentString(`
    fragment RunSummary on Run {
  id
  number
  agentName
  profileName
  status
  statusToken
  requestedBy
  requestedAt
  startedAt
  endedAt
}
    `, {"fragmentName":"RunSummary"}) as unknown as TypedDocumentString<RunSummaryFragment, unknown>;
export const AgentsDocument = new TypedDocumentString(`
    query Agents($first: Int = 100, $after: String) {
  agents(first: $first, after: $after) {
    nodes {
      id
      name
      connector
      importedAt
      fullImportRequired
      fullSynchronizationRequired
      synchronizationRequired
      runProfiles {
        name
      }
      statistics {
        all
        connectors
        disconnectors
        problems
        importAdds
        importUpdates
        importDeletes
        exportAdds
        exportUpdates
        exportDeletes
        exportHeld
        awaitingConfirmation
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AgentsQuery, AgentsQueryVariables>;
export const EntriesDocument = new TypedDocumentString(`
    query Entries($agent: String!, $filter: EntryFilterInput, $first: Int = 100, $after: String) {
  connectorSpaceEntries(
    agent: $agent
    filter: $filter
    first: $first
    after: $after
  ) {
    nodes {
      id
      dn
      objectType
      state
      attributes {
        name
        values
      }
      metaverseObject {
        id
        displayName
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<EntriesQuery, EntriesQueryVariables>;
export const ProblemsDocument = new TypedDocumentString(`
    query Problems($agent: String, $code: String, $phase: ProblemPhase, $first: Int = 100, $after: String) {
  problems(
    agent: $agent
    code: $code
    phase: $phase
    first: $first
    after: $after
  ) {
    nodes {
      code
      message
      hint
      entry {
        id
        dn
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ProblemsQuery, ProblemsQueryVariables>;
export const PlanConfigurationDocument = new TypedDocumentString(`
    mutation PlanConfiguration($document: String!, $files: [ConfigurationFileInput!]) {
  planConfiguration(input: {document: $document, files: $files}) {
    version
    changes {
      kind
      before
      after
    }
    warnings {
      code
      message
      hint
    }
    problems {
      code
      message
      hint
    }
  }
}
    `) as unknown as TypedDocumentString<PlanConfigurationMutation, PlanConfigurationMutationVariables>;
export const ApplyConfigurationDocument = new TypedDocumentString(`
    mutation ApplyConfiguration($document: String!, $files: [ConfigurationFileInput!], $expectedVersion: Int) {
  applyConfiguration(
    input: {document: $document, files: $files, expectedVersion: $expectedVersion}
  ) {
    applied
    warnings {
      code
      message
      hint
    }
    problems {
      code
      message
      hint
    }
  }
}
    `) as unknown as TypedDocumentString<ApplyConfigurationMutation, ApplyConfigurationMutationVariables>;
export const FarmProfilesDocument = new TypedDocumentString(`
    query FarmProfiles($farm: String, $search: String, $first: Int = 100, $after: String) {
  farm(name: $farm) {
    profiles(search: $search, first: $first, after: $after) {
      nodes {
        ...FarmProfileSummary
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment FarmProfileSummary on FarmProfile {
  id
  account
  properties {
    name
    values
  }
}`) as unknown as TypedDocumentString<FarmProfilesQuery, FarmProfilesQueryVariables>;
export const FarmProfileDocument = new TypedDocumentString(`
    query FarmProfile($farm: String, $account: String, $id: ID) {
  farm(name: $farm) {
    profile(account: $account, id: $id) {
      ...FarmProfileSummary
      managers {
        ...FarmProfileSummary
      }
      directReports {
        ...FarmProfileSummary
      }
    }
  }
}
    fragment FarmProfileSummary on FarmProfile {
  id
  account
  properties {
    name
    values
  }
}`) as unknown as TypedDocumentString<FarmProfileQuery, FarmProfileQueryVariables>;
export const FarmPlaceDocument = new TypedDocumentString(`
    query FarmPlace($farm: String) {
  farm(name: $farm) {
    changes {
      cursor
    }
  }
}
    `) as unknown as TypedDocumentString<FarmPlaceQuery, FarmPlaceQueryVariables>;
export const FarmChangesDocument = new TypedDocumentString(`
    subscription FarmChanges($farm: String, $after: String) {
  farmChanges(farm: $farm, after: $after) {
    ... on FarmChange {
      cursor
      kind
      id
      at
      profile {
        ...FarmProfileSummary
      }
    }
    ... on Lagged {
      after
    }
  }
}
    fragment FarmProfileSummary on FarmProfile {
  id
  account
  properties {
    name
    values
  }
}`) as unknown as TypedDocumentString<FarmChangesSubscription, FarmChangesSubscriptionVariables>;
export const MetaverseObjectsDocument = new TypedDocumentString(`
    query MetaverseObjects($type: String, $where: MetaverseObjectWhere, $names: [String!], $first: Int = 100, $after: String) {
  metaverseObjects(type: $type, where: $where, first: $first, after: $after) {
    nodes {
      id
      type
      displayName
      changedAt
      attributes(names: $names) {
        name
        values
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<MetaverseObjectsQuery, MetaverseObjectsQueryVariables>;
export const RunsDocument = new TypedDocumentString(`
    query Runs($agent: String, $profile: String, $status: [RunStatus!], $ended: Boolean, $first: Int = 100, $after: String) {
  runs(
    agent: $agent
    profile: $profile
    status: $status
    ended: $ended
    first: $first
    after: $after
  ) {
    nodes {
      ...RunSummary
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment RunSummary on Run {
  id
  number
  agentName
  profileName
  status
  statusToken
  requestedBy
  requestedAt
  startedAt
  endedAt
}`) as unknown as TypedDocumentString<RunsQuery, RunsQueryVariables>;
export const RunDocument = new TypedDocumentString(`
    query Run($id: ID!) {
  run(id: $id) {
    ...RunSummary
    steps {
      number
      status
      statusToken
      counters {
        nameToken
        count
        targetAgent
      }
      problem {
        code
        message
        hint
      }
    }
  }
}
    fragment RunSummary on Run {
  id
  number
  agentName
  profileName
  status
  statusToken
  requestedBy
  requestedAt
  startedAt
  endedAt
}`) as unknown as TypedDocumentString<RunQuery, RunQueryVariables>;
export const StartRunDocument = new TypedDocumentString(`
    mutation StartRun($agent: String!, $profile: String!) {
  startRun(input: {agent: $agent, profile: $profile}) {
    run {
      ...RunSummary
    }
    problems {
      code
      message
      hint
    }
  }
}
    fragment RunSummary on Run {
  id
  number
  agentName
  profileName
  status
  statusToken
  requestedBy
  requestedAt
  startedAt
  endedAt
}`) as unknown as TypedDocumentString<StartRunMutation, StartRunMutationVariables>;
export const CancelRunDocument = new TypedDocumentString(`
    mutation CancelRun($run: ID!) {
  cancelRun(input: {runId: $run}) {
    outcome
    run {
      ...RunSummary
    }
    problems {
      code
      message
      hint
    }
  }
}
    fragment RunSummary on Run {
  id
  number
  agentName
  profileName
  status
  statusToken
  requestedBy
  requestedAt
  startedAt
  endedAt
}`) as unknown as TypedDocumentString<CancelRunMutation, CancelRunMutationVariables>;
export const RunProgressDocument = new TypedDocumentString(`
    subscription RunProgress($run: ID!, $after: Int) {
  runProgress(runId: $run, after: $after) {
    number
    at
    kind
    stepNumber
    stepType
    status
    statusToken
    progress {
      done
      total
      rate
      remainingSeconds
    }
    counters {
      nameToken
      count
      targetAgent
    }
    problem {
      code
      message
      hint
    }
  }
}
    `) as unknown as TypedDocumentString<RunProgressSubscription, RunProgressSubscriptionVariables>;