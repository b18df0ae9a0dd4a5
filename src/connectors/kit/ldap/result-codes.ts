import type { ProblemCode } from '../../../model/problem.js'

/** What one LDAP result code means to an administrator (RFC 4511 appendix A) and how the hub reports it on a write. */
export interface ResultCode {
  /** The name of the standard. */
  readonly name: string
  readonly problem: ProblemCode
  readonly meaning: string
  readonly hint: string
}

const PERMISSION_HINT = "Give the agent's account the right to make this change."
const LATER_HINT = 'Nothing needs to be done if it goes away: the change is sent again at the next export.'
const SCHEMA_HINT =
  "Compare the flows with the server's schema: required attributes, allowed attributes, single values."
const NAME_HINT = 'Look at the rule that builds the distinguished name.'

// biome-ignore format: a table, one row per code
export const RESULT_CODES: ReadonlyMap<number, ResultCode> = new Map<number, ResultCode>([
  [1, { name: 'operationsError', problem: 'cd-error',
    meaning: 'The server could not do this now.',
    hint: "Look into the server's log." }],
  [2, { name: 'protocolError', problem: 'cd-error',
    meaning: 'The server did not understand the request.',
    hint: "Look into the server's log." }],
  [3, { name: 'timeLimitExceeded', problem: 'cd-error',
    meaning: 'The server took too long and gave up.',
    hint: LATER_HINT }],
  [4, { name: 'sizeLimitExceeded', problem: 'cd-error',
    meaning: 'The answer is larger than the server allows.',
    hint: "Raise the size limit of the agent's account." }],
  [7, { name: 'authMethodNotSupported', problem: 'permission-issue',
    meaning: 'The server does not accept this way of logging in.',
    hint: 'Use a login the server accepts.' }],
  [8, { name: 'strongerAuthRequired', problem: 'permission-issue',
    meaning: 'The server wants an encrypted connection for this.',
    hint: 'Use ldaps:// or startTls.' }],
  [10, { name: 'referral', problem: 'cd-error',
    meaning: 'Another server holds this part of the directory.',
    hint: 'Point the agent at the server that holds it and may write it.' }],
  [11, { name: 'adminLimitExceeded', problem: 'cd-error',
    meaning: 'An administrative limit of the server was reached.',
    hint: "Raise the limit for the agent's account." }],
  [12, { name: 'unavailableCriticalExtension', problem: 'cd-error',
    meaning: 'The server lacks a feature that the request needs.',
    hint: 'Check that the server supports paged results.' }],
  [13, { name: 'confidentialityRequired', problem: 'permission-issue',
    meaning: 'The server wants an encrypted connection for this.',
    hint: 'Use ldaps:// or startTls.' }],
  [16, { name: 'noSuchAttribute', problem: 'cd-error',
    meaning: 'The object does not have the attribute or value that was to be deleted.',
    hint: 'Run an import: the object was changed in the directory.' }],
  [17, { name: 'undefinedAttributeType', problem: 'schema-violation',
    meaning: "An attribute is unknown to the server's schema.",
    hint: SCHEMA_HINT }],
  [18, { name: 'inappropriateMatching', problem: 'constraint-violation',
    meaning: 'Values of this attribute cannot be compared, so not changed one by one.',
    hint: 'Replace the whole attribute.' }],
  [19, { name: 'constraintViolation', problem: 'constraint-violation',
    meaning: 'A value breaks a rule of the server: length, uniqueness, number of values.',
    hint: "The server's text says which; correct the value at its source." }],
  [20, { name: 'attributeOrValueExists', problem: 'cd-existing-attribute-or-value',
    meaning: 'The object already has this value.',
    hint: 'Run an import: the object was changed in the directory.' }],
  [21, { name: 'invalidAttributeSyntax', problem: 'syntax-violation',
    meaning: "A value does not fit the attribute's syntax.",
    hint: 'Correct the value at its source or the flow that makes it.' }],
  [32, { name: 'noSuchObject', problem: 'cd-missing-object',
    meaning: 'The directory has no object of this name.',
    hint: 'Run an import: it was deleted or renamed there.' }],
  [33, { name: 'aliasProblem', problem: 'cd-error',
    meaning: 'An alias points nowhere.',
    hint: 'Repair the alias in the directory.' }],
  [34, { name: 'invalidDNSyntax', problem: 'invalid-attribute-value',
    meaning: 'A distinguished name is malformed.',
    hint: NAME_HINT }],
  [36, { name: 'aliasDereferencingProblem', problem: 'cd-error',
    meaning: 'An alias may not be followed.',
    hint: 'Repair the alias in the directory.' }],
  [48, { name: 'inappropriateAuthentication', problem: 'permission-issue',
    meaning: 'The server does not accept this login for that.',
    hint: 'Log in with a name and password.' }],
  [49, { name: 'invalidCredentials', problem: 'permission-issue',
    meaning: 'Name or password is wrong.',
    hint: "Correct the agent's bindDn and password." }],
  [50, { name: 'insufficientAccessRights', problem: 'permission-issue',
    meaning: "The agent's account may not do this.",
    hint: PERMISSION_HINT }],
  [51, { name: 'busy', problem: 'cd-connectivity-error',
    meaning: 'The server is too busy.', hint: LATER_HINT }], [ 52, { name: 'unavailable', problem: 'cd-connectivity-error', meaning: 'The server is shutting down or the database is offline.',
    hint: LATER_HINT }],
  [53, { name: 'unwillingToPerform', problem: 'cd-error',
    meaning: 'The server refuses this, by its own rules.',
    hint: "The server's text says why: a read-only server, a password over an unencrypted connection, a protected object." }],
  [54, { name: 'loopDetect', problem: 'cd-error',
    meaning: 'The server went in circles over aliases or referrals.',
    hint: 'Repair the alias in the directory.' }],
  [64, { name: 'namingViolation', problem: 'schema-violation',
    meaning: 'An object may not have this name in this place.',
    hint: NAME_HINT }],
  [65, { name: 'objectClassViolation', problem: 'schema-violation',
    meaning: 'The object would break its object class: an attribute is missing or not allowed.',
    hint: SCHEMA_HINT }],
  [66, { name: 'notAllowedOnNonLeaf', problem: 'unsupported-container-delete',
    meaning: 'There are objects below this one.',
    hint: 'Delete or move what is in the container first.' }],
  [67, { name: 'notAllowedOnRDN', problem: 'modify-naming-attribute',
    meaning: 'The attribute is part of the name and changes only by renaming.',
    hint: 'Flow the new value into the distinguished name.' }],
  [68, { name: 'entryAlreadyExists', problem: 'cd-existing-object',
    meaning: 'There is an object of this name already.',
    hint: 'Run an import and join it, or build another name.' }],
  [69, { name: 'objectClassModsProhibited', problem: 'schema-violation',
    meaning: 'The structural object class cannot be changed.',
    hint: 'Delete the object and add it anew.' }],
  [71, { name: 'affectsMultipleDSAs', problem: 'cd-error',
    meaning: 'The move would cross to another server.',
    hint: 'Move objects within one naming context.' }],
  [80, { name: 'other', problem: 'cd-error',
    meaning: 'The server failed for a reason of its own.',
    hint: "Look into the server's log." }],
])

const UNKNOWN: Omit<ResultCode, 'name'> = {
  problem: 'cd-error',
  meaning: 'The server refused.',
  hint: "Look up the code in the server's manual.",
}

/** The row of a code; a general one for codes beyond the standard. */
export const resultCode = (code: number): ResultCode => RESULT_CODES.get(code) ?? { name: `code ${code}`, ...UNKNOWN }
