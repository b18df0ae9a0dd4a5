import type { Operation } from '../access/operations.js'
import { NODE_TYPES, type NodeType } from './node-id.js'

/**
 * What a field asks of a key: all of these operations; `farm`: the role of the farm that it names, or the right to read the metaverse;
 * `some farm`: that of any farm; `key`: nothing more; `schema`: the right to ask for the schema (`access.introspection`).
 */
export type Need = readonly Operation[] | 'farm' | 'some farm' | 'key' | 'schema'

/** Of a field that asks for different things: what for, by what it is asked about. */
export type Cases = Readonly<Record<string, Need>>

export type RootType = 'Query' | 'Mutation' | 'Subscription'

export type RootNeeds = Readonly<Record<RootType, Readonly<Record<string, Need | Cases>>>>

/** A need as cases: one, about nothing in particular, or each with what it is about. */
export function casesOf(need: Need | Cases): { readonly about: string | undefined; readonly need: Need }[] {
  if (typeof need === 'string' || Array.isArray(need)) return [{ about: undefined, need: need as Need }]
  return Object.entries(need as Cases).map(([about, each]) => ({ about, need: each }))
}

const NODE_NEEDS: Readonly<Record<NodeType, Need>> = {
  Agent: ['read-agents'],
  ConfigurationVersion: ['read-configuration'],
  ConnectorSpaceEntry: ['read-entries'],
  MetaverseObject: ['read-metaverse'],
  ObjectProblem: ['read-problems'],
  Run: ['read-runs'],
  RunProfile: ['read-agents'],
  WhatIf: ['what-if'],
}

const BY_NODE: Cases = Object.fromEntries(NODE_TYPES.map(type => [type, NODE_NEEDS[type]]))

/** Of every list, and every field that finds one object, of a type of the metaverse. */
export const TYPED_NEED: Need = ['read-metaverse']

/**
 * What every field of the three roots asks of a key. It decides nothing: the service layer does, field by field, with `authorize`. It says what is meant
 * to be decided, for docs/access-matrix.md, and a test asks every field with every key whether that is so.
 */
export const ROOT_NEEDS: RootNeeds = {
  Query: {
    _entities: BY_NODE,
    _service: 'schema',
    agent: ['read-agents'],
    agents: ['read-agents'],
    apiKeys: ['read-keys'],
    auditEvents: ['read-audit'],
    auditVerification: ['read-audit'],
    configuration: ['read-configuration'],
    connectorSpaceClearing: ['clear-connector-space'],
    connectorSpaceEntries: ['read-entries'],
    connectorSpaceEntryHistory: ['read-entries'],
    connectors: ['read-agents'],
    deletionCandidates: ['read-metaverse'],
    disconnectionPreview: ['disconnect-entry'],
    evaluateExpression: {
      'on an entry': ['read-entries'],
      'on a metaverse object': ['read-metaverse'],
      'on nothing': ['read-agents'],
    },
    farm: 'farm',
    farmRemovals: ['read-entries'],
    farms: 'key',
    metaverseObjectAsOf: ['read-metaverse'],
    metaverseObjectHistory: ['read-metaverse'],
    metaverseObjects: ['read-metaverse'],
    node: BY_NODE,
    nodes: BY_NODE,
    previewSynchronization: {
      'of what is in force': ['read-entries', 'read-metaverse'],
      'of another document': ['read-entries', 'read-metaverse', 'plan-configuration'],
    },
    problems: ['read-problems'],
    run: ['read-runs'],
    runProfiles: ['read-agents'],
    runs: ['read-runs'],
    schedules: ['read-agents'],
    whatIf: ['what-if'],
    whatIfs: ['what-if'],
  },
  Mutation: {
    applyConfiguration: ['apply-configuration'],
    cancelRun: ['cancel-run'],
    cancelWhatIf: ['what-if'],
    changePassword: ['change-password'],
    clearConnectorSpace: ['clear-connector-space'],
    clearRunHistory: ['clear-run-history'],
    commitPreview: ['commit-preview'],
    createApiKey: ['create-key'],
    disconnectEntry: ['disconnect-entry'],
    holdExports: ['hold-exports'],
    joinEntry: ['join-entry'],
    pauseSchedule: ['pause-schedule'],
    planConfiguration: ['plan-configuration'],
    planUndo: ['undo-run'],
    projectEntry: ['project-entry'],
    reevaluateDeletionRules: ['re-evaluate-deletion-rules'],
    releaseExports: ['release-exports'],
    removeWhatIf: ['what-if'],
    resumeSchedule: ['resume-schedule'],
    revokeApiKey: ['revoke-key'],
    rotateApiKey: ['rotate-key'],
    setDisconnectorState: ['set-disconnector-state'],
    setPassword: ['set-password'],
    startRun: ['start-run'],
    startSchedule: ['start-schedule'],
    startWhatIf: ['what-if'],
    testAgent: ['test-agent'],
    undoRun: ['undo-run'],
  },
  Subscription: {
    farmChanges: 'farm',
    objectChanged: ['read-metaverse'],
    runProgress: ['read-runs'],
    runs: ['read-runs'],
  },
}
