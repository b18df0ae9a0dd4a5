/**
 * What can go wrong with one object or one run, as data. `retry` says what the hub does about it:
 * `never` waits for a person, `later` tries again at the next run of the same kind, `now` at the next step.
 * Codes of synchronization and export errors are MIM's tokens (domain.md 4.4) so that scripts keep working.
 */
export const PROBLEMS = {
  // reading a source (domain.md 4.4, discovery errors)
  'missing-dn': { retry: 'later' },
  'invalid-dn': { retry: 'later' },
  'missing-anchor-component': { retry: 'later' },
  'multi-valued-anchor-component': { retry: 'later' },
  'missing-object-type': { retry: 'later' },
  'unmappable-object-type': { retry: 'later' },
  'duplicate-object': { retry: 'later' },
  'need-full-object': { retry: 'later' },
  'parse-error': { retry: 'later' },
  'read-error': { retry: 'later' },
  'missing-change-type': { retry: 'later' },
  'invalid-change-type': { retry: 'later' },
  'invalid-modification-type': { retry: 'later' },
  'multi-single-mismatch': { retry: 'later' },
  'invalid-attribute-value': { retry: 'later' },
  'invalid-base64-value': { retry: 'later' },
  'invalid-numeric-value': { retry: 'later' },
  'invalid-boolean-value': { retry: 'later' },
  'invalid-reference-value': { retry: 'later' },
  // synchronization
  'flow-multi-values-to-single-value': { retry: 'later' },
  'ambiguous-import-flow-from-multiple-connectors': { retry: 'later' },
  'expression-failed': { retry: 'later' },
  'provisioning-missing-dn': { retry: 'later' },
  'provisioning-dn-exists': { retry: 'later' },
  'cs-attribute-type-mismatch': { retry: 'later' },
  'dn-index-out-of-bounds': { retry: 'later' },
  'cannot-parse-object-id': { retry: 'later' },
  'join-object-id-must-be-single-valued': { retry: 'later' },
  'extension-join-resolution-index-out-of-bounds': { retry: 'later' },
  'extension-join-resolution-invalid-object-type': { retry: 'later' },
  'extension-projection-object-type-not-set': { retry: 'later' },
  'extension-projection-invalid-object-type': { retry: 'later' },
  'extension-dll-exception': { retry: 'later' },
  'extension-dll-timeout': { retry: 'later' },
  'extension-entry-point-not-implemented': { retry: 'later' },
  'extension-unexpected-attribute-value': { retry: 'later' },
  'extension-deprovisioning-invalid-result': { retry: 'later' },
  'extension-provisioning-call-limit-reached': { retry: 'later' },
  'connector-filter-rule-violation': { retry: 'later' },
  'unique-index-violation': { retry: 'later' },
  'locking-error-needs-retry': { retry: 'now' },
  'exported-change-not-reimported': { retry: 'later' },
  'unexpected-error': { retry: 'later' },
  // export
  'cd-error': { retry: 'later' },
  'cd-connectivity-error': { retry: 'later' },
  'cd-existing-object': { retry: 'later' },
  'cd-missing-object': { retry: 'later' },
  'cd-existing-attribute-or-value': { retry: 'later' },
  'permission-issue': { retry: 'later' },
  'constraint-violation': { retry: 'later' },
  'schema-violation': { retry: 'later' },
  'syntax-violation': { retry: 'later' },
  'insufficient-field-width': { retry: 'later' },
  'non-existent-parent': { retry: 'later' },
  'rename-to-existing-dn': { retry: 'later' },
  'modify-naming-attribute': { retry: 'later' },
  'password-policy-violation': { retry: 'later' },
  'dn-attributes-failure': { retry: 'later' },
  'unsupported-container-delete': { retry: 'later' },
  'readonly-attribute': { retry: 'later' },
  // a whole run
  'source.unreachable': { retry: 'later' },
  'source.connection-lost': { retry: 'later' },
  'source.credentials': { retry: 'never' },
  'source.permission': { retry: 'never' },
  'source.not-found': { retry: 'later' },
  'source.size-limit': { retry: 'never' },
  'source.time-limit': { retry: 'later' },
  'source.referral': { retry: 'never' },
  'source.cut-off': { retry: 'later' },
  'source.malformed': { retry: 'never' },
  'source.empty': { retry: 'never' },
  'source.write-failed': { retry: 'later' },
  'source.watermark-missing': { retry: 'never' },
  'run.deletion-limit': { retry: 'never' },
  'run.object-limit': { retry: 'never' },
  'run.error-limit': { retry: 'never' },
  'run.unexpected': { retry: 'later' },
  'run.worker-lost': { retry: 'now' },
  'run.cancelled': { retry: 'never' },
  'run.configuration': { retry: 'never' },
  'run.predecessor-stopped': { retry: 'later' },
  // what people do by hand
  'operator.would-delete': { retry: 'never' },
  'operator.changed-meanwhile': { retry: 'never' },
  'undo.impossible': { retry: 'never' },
  'undo.plan-changed': { retry: 'never' },
  'undo.object-stays': { retry: 'never' },
  'undo.incomplete': { retry: 'never' },
  // the database
  'storage.unavailable': { retry: 'later' },
  // configuration
  'configuration.syntax': { retry: 'never' },
  'configuration.invalid': { retry: 'never' },
  'configuration.secret': { retry: 'never' },
  'configuration.conflict': { retry: 'never' },
  // requests
  'request.not-found': { retry: 'never' },
  'request.invalid': { retry: 'never' },
  'request.too-many': { retry: 'later' },
  'request.too-long': { retry: 'never' },
  'request.not-trusted': { retry: 'never' },
  'history.not-kept': { retry: 'never' },
  'access.denied': { retry: 'never' },
} as const satisfies Record<string, { readonly retry: 'never' | 'later' | 'now' }>

export type ProblemCode = keyof typeof PROBLEMS

/** Where a problem was met; whatever is known. Line and column count from 1. */
export interface ProblemPlace {
  readonly agent?: string
  readonly dn?: string
  readonly anchor?: string
  readonly attribute?: string
  readonly rule?: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly path?: string
}

/** An error as data: a code of the catalogue, what happened, where, and what to do about it. */
export interface Problem {
  readonly code: ProblemCode
  readonly message: string
  readonly hint?: string
  readonly where?: ProblemPlace
  /** The part of what was asked for that is at fault, under the name that it was asked with, such as `profile`. */
  readonly about?: string
}

/** Carries a {@link Problem} through code that can only throw. Nothing that people see prints its stack. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options)
    this.name = 'ProblemError'
    this.problem = problem
  }
}
