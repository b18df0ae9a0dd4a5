/** The kinds of step a run profile is made of (domain.md 3.1). */
export const STEP_TYPES = [
  'full-import',
  'delta-import',
  'full-synchronization',
  'delta-synchronization',
  'export',
] as const
export type StepType = (typeof STEP_TYPES)[number]

/** What people do by hand is recorded as a run of one step, too; no run profile has it. */
export const OPERATOR_ACTION = 'operator-action'
export const RECORDED_STEP_TYPES = [...STEP_TYPES, OPERATOR_ACTION] as const

export const OPERATOR_ACTIONS = [
  'join',
  'project',
  'disconnect',
  'set-disconnector-state',
  'clear-connector-space',
  're-evaluate-deletion-rules',
  'undo',
] as const
export type OperatorActionName = (typeof OPERATOR_ACTIONS)[number]

/** The brakes and sizes of a step, whatever it does. */
export type StepBrakes = Omit<StepDefinition, 'type'>

/** A step that records, or does, what a person asked for. */
export interface OperatorStep extends StepBrakes {
  readonly type: typeof OPERATOR_ACTION
  readonly action: OperatorActionName
  /** Only objects of this metaverse type. */
  readonly metaverseType?: string
  /** Of an undo: the run that is undone. */
  readonly run?: number
  /** Of an undo: what was found when it was planned; when something else is found now, nothing is undone. */
  readonly plan?: string
}

/** A step of a run: of a profile, or what a person asked for. */
export type RecordedStep = StepDefinition | OperatorStep

/** One step of a run profile with its brakes (domain.md 3.3). Absent limits mean the default of the agent's guard. */
export interface StepDefinition {
  readonly type: StepType
  /** Stop after this many objects. */
  readonly objectLimit?: number
  /** Refuse when more objects than this would be deleted. `null` takes the brake off. */
  readonly deletionLimit?: number | null
  /** Refuse when more than this share of the objects would be deleted, 0–100. `null` takes the brake off. */
  readonly deletionPercent?: number | null
  /** Objects per batch. */
  readonly batchSize?: number
}

/** The brakes of an agent that names none: enough for a normal day, too little for a wiped source. */
export const DEFAULT_DELETION_LIMIT = 500
export const DEFAULT_DELETION_PERCENT = 20
/** Below this many deletions the share is not looked at: three leavers of ten people are no accident. */
export const DELETION_PERCENT_FLOOR = 10
/** A step stops with `stopped-error-limit` after this many per-object errors (domain.md 4.5). */
export const ERROR_LIMIT = 5_000
export const DEFAULT_BATCH_SIZE = 1_000
