import { registerEnumType } from 'type-graphql'
import { REQUIREMENTS } from '../../configuration/requirements.js'
import { CONNECTOR_STATES, EXPORT_OPERATIONS, LINK_ENDS } from '../../connector-space/entry.js'
import { CHECK_OUTCOMES } from '../../connectors/connector.js'
import { FARM_CHANGES } from '../../farms/farm-news.js'
import { EVENT_KINDS } from '../../metaverse/history.js'
import {
  DISCOVERY_COUNTERS,
  EXPORT_COUNTERS,
  INBOUND_COUNTERS,
  OPERATOR_COUNTERS,
  OUTBOUND_COUNTERS,
  STAGING_COUNTERS,
} from '../../model/counter.js'
import { RUN_STATUSES } from '../../model/status.js'
import { RECORDED_STEP_TYPES } from '../../model/step.js'
import { ATTRIBUTE_TYPES } from '../../model/value.js'
import { FILTER_OPERATORS, PRECEDENCES } from '../../rules/rule-set.js'
import { PREVIEW_MODES } from '../../runs/preview/preview.js'
import { PASSWORD_RESULTS } from '../../runs/source/passwords.js'
import { EVALUATION_OUTCOMES } from '../../service/evaluate-expression.js'
import { OBJECT_CHANGES } from '../../service/object-change.js'
import { PLACEHOLDER_KINDS } from '../../service/placeholders.js'
import { REFERENCE_OUTCOMES } from '../../storage/preview/standing.js'
import { REFERENCE_CHANGES } from '../../storage/read/reference-changes.js'
import { RUN_EVENT_KINDS } from '../../storage/runs/events.js'
import { DIFFERENCE_KINDS } from '../../storage/what-if/differences/kinds.js'
import { WHAT_IF_MODES, WHAT_IF_STATUSES } from '../../storage/what-if/what-ifs.js'
import { FATES } from '../../sync/consequences.js'
import {
  DELETION_STATUSES,
  EXPORT_FLOW_STATUSES,
  IMPORT_FLOW_STATUSES,
  JOIN_STATUSES,
  PROVISIONING_ACTIONS,
  PROVISIONING_STATUSES,
} from '../../sync/trace.js'

/** A token as the graph shows it: `stage-add` is `STAGE_ADD`. */
const screaming = (token: string): string => token.toUpperCase().replaceAll('-', '_')

function tokens(name: string, all: readonly string[], description: string): Record<string, string> {
  const values = Object.fromEntries(all.map(token => [screaming(token), token]))
  const valuesConfig = Object.fromEntries(all.map(token => [screaming(token), { description: `The token ${token}.` }]))
  registerEnumType(values, { name, description, valuesConfig })
  return values
}

export const RunStatus = tokens(
  'RunStatus',
  RUN_STATUSES,
  "The result of a run or step, or what it is doing: MIM's tokens.",
)
export const StepType = tokens('StepType', RECORDED_STEP_TYPES, 'What a step of a run does.')
export const StepCounter = tokens(
  'StepCounter',
  [
    ...STAGING_COUNTERS,
    ...DISCOVERY_COUNTERS,
    ...INBOUND_COUNTERS,
    ...OUTBOUND_COUNTERS,
    ...EXPORT_COUNTERS,
    ...OPERATOR_COUNTERS,
  ],
  "What a step counts: MIM's counters.",
)
export const ConnectorState = tokens('ConnectorState', CONNECTOR_STATES, 'How an entry stands to the metaverse.')
export const ChangeOperation = tokens('ChangeOperation', EXPORT_OPERATIONS, 'What happens to a whole object.')
export const PendingChange = tokens(
  'PendingChange',
  ['none', ...EXPORT_OPERATIONS],
  'What is pending for an entry; NONE: nothing.',
)
export const AttributeType = tokens(
  'AttributeType',
  ATTRIBUTE_TYPES,
  'How the values of an attribute are to be read. All of them are written as text: numbers in decimal, binary as base64.',
)
export const EvaluationOutcome = tokens(
  'EvaluationOutcome',
  EVALUATION_OUTCOMES,
  'What came of an expression. AUTHORITATIVE_NULL, IGNORED: it says AuthoritativeNull, IgnoreThisFlow. NOT_EVALUATED: it is right, but no object was named.',
)
export const ValueOperation = tokens(
  'ValueOperation',
  ['add', 'delete', 'replace'],
  'What happens to the values of an attribute; REPLACE without values removes it.',
)
export const ReferenceState = tokens(
  'ReferenceState',
  ['settled', 'added', 'deleted'],
  'Whether synchronization has yet to see a reference come or go.',
)
export const CheckOutcome = tokens('CheckOutcome', CHECK_OUTCOMES, 'How a check of the way to a source went.')
export const PasswordResult = tokens(
  'PasswordResult',
  PASSWORD_RESULTS,
  "What became of a password: MIM's words. OBJECT_NEWLY_PROVISIONED: no import has shown the object yet.",
)
export const ProblemPhase = tokens(
  'ProblemPhase',
  ['import', 'synchronization', 'export'],
  'When an object met its problem.',
)
export const ObjectChangeKind = tokens(
  'ObjectChangeKind',
  OBJECT_CHANGES,
  'What happened to a metaverse object. LEFT: it has changed, and is not, or is no longer, of the type or the kind that was asked for.',
)
export const FarmChangeKind = tokens(
  'FarmChangeKind',
  FARM_CHANGES,
  'What happened to a profile of a farm; LEFT: its person is gone, or is none of the farm any more.',
)
export const RunEventKind = tokens('RunEventKind', RUN_EVENT_KINDS, 'What an event of a run tells.')
export const CancelOutcome = tokens(
  'CancelOutcome',
  ['cancelled', 'requested', 'ended'],
  'What asking a run to stop came to: it had not begun and is over, it will stop within a batch, or it had ended already.',
)
export const ConfigurationChangeKind = tokens(
  'ConfigurationChangeKind',
  ['added', 'removed', 'changed', 'reordered'],
  'How a part of the configuration differs.',
)
export const Requirement = tokens(
  'Requirement',
  REQUIREMENTS,
  'What an agent has to run before the hub is again what its configuration says. SYNCHRONIZATION: a delta synchronization, which looks at the entries that the change can affect. A full import is to be followed by a full synchronization.',
)
export const ObjectEventKind = tokens(
  'ObjectEventKind',
  EVENT_KINDS,
  'What happened to a metaverse object. HANDED_OVER: its values stayed, and somebody else gives them.',
)
export const ReferenceChangeKind = tokens(
  'ReferenceChangeKind',
  REFERENCE_CHANGES,
  'What happened to a reference. HANDED_OVER: it stayed, and somebody else gives it.',
)
export const LinkEnd = tokens(
  'LinkEnd',
  LINK_ENDS,
  'What became of an entry when its link ended: a state, or it was joined to another object, or it was removed.',
)
export const EntryFate = tokens(
  'EntryFate',
  FATES,
  'What becomes of an entry that loses its object. REMOVED: it was never sent to the source. DELETED: the next export deletes it there.',
)
export const WhatIfStatus = tokens(
  'WhatIfStatus',
  WHAT_IF_STATUSES,
  'How a what-if ended, or what it is doing: it waits for a worker, copies, synchronizes the copy, compares.',
)
export const WhatIfMode = tokens('WhatIfMode', WHAT_IF_MODES, 'Whether everything is synchronized, or what is pending.')
export const DifferenceKind = tokens('DifferenceKind', DIFFERENCE_KINDS, 'What would happen to an object or entry.')
export const PlaceholderKind = tokens(
  'PlaceholderKind',
  PLACEHOLDER_KINDS,
  'Who speaks of a name that no entry has. LINK: a reference. PARENT: a name below it.',
)

export const PreviewMode = tokens(
  'PreviewMode',
  PREVIEW_MODES,
  'Whether an entry is synchronized as by a full or by a delta synchronization.',
)
export const FilterOperator = tokens('FilterOperator', FILTER_OPERATORS, "How a filter tests: MIM's operators.")
export const Precedence = tokens('Precedence', PRECEDENCES, 'How several flows to one metaverse attribute get on.')
export const FilterDecision = tokens(
  'FilterDecision',
  ['matched', 'passed', 'explicit'],
  'What came of a connector filter. EXPLICIT: it matches, but a person has linked the entry, or parted it for good.',
)
export const JoinDecision = tokens(
  'JoinDecision',
  JOIN_STATUSES,
  'What came of a join criterion. NO_VALUE: the entry has nothing to search for. AMBIGUOUS: several objects were found. DECLINED: code chose none. NOT_REACHED: an earlier one joined.',
)
export const ProjectionDecision = tokens(
  'ProjectionDecision',
  ['projected', 'declined', 'no-rule'],
  'What came of projection. DECLINED: the rule gives no type.',
)
export const ImportFlowDecision = tokens(
  'ImportFlowDecision',
  IMPORT_FLOW_STATUSES,
  'What came of an import flow. UNCHANGED: it gives what it gave. REPOPULATED: it gives in place of one that gives no more. NOT_PRECEDENT: others rank before it. NO_CONNECTOR: nothing of its agent and type is linked.',
)
export const DeletionDecision = tokens(
  'DeletionDecision',
  DELETION_STATUSES,
  'What becomes of an object that loses a connector. DEFERRED: it goes when its grace period is over.',
)
export const RecallDecision = tokens(
  'RecallDecision',
  ['recalled', 'switched-off', 'nothing'],
  'Whether what a lost connector gave is taken back. NOTHING: it gave nothing.',
)
export const ProvisioningDecision = tokens(
  'ProvisioningDecision',
  PROVISIONING_STATUSES,
  'What came of a provisioning rule. NOT_REACHED: an earlier rule of its agent applies.',
)
export const ProvisioningAction = tokens(
  'ProvisioningAction',
  PROVISIONING_ACTIONS,
  'What provisioning does. JOIN: an object of that name was there already, and is taken over.',
)
export const ExportFlowDecision = tokens(
  'ExportFlowDecision',
  EXPORT_FLOW_STATUSES,
  'What came of an export flow. NULL_NOT_ALLOWED: the metaverse has no value, which clears nothing. INITIAL_ONLY, EXPORT_ONLY: only sent when the object is created. NOT_PRECEDENT: the target ranks above whoever gave the value. EXISTS, DOES_NOT_EXIST: an existence test. REFERENCE: see the references of the pending export.',
)
export const ReferenceOutcome = tokens(
  'ReferenceOutcome',
  REFERENCE_OUTCOMES,
  'What happens to references. HANDED_OVER: they stay, and somebody else gives them.',
)
