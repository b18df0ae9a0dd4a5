/** A SOAP 1.1 fault as the library gives it. */
export interface Fault {
  readonly faultcode?: unknown
  readonly faultstring?: unknown
  readonly detail?: unknown
}

/** The service refused an operation. */
export class SoapFault extends Error {
  /** What kind of refusal it is, as far as its words tell. */
  readonly kind: FaultKind

  constructor(fault: Fault) {
    const message = textOf(fault.faultstring).trim() || 'The service gave no reason.'
    super(message)
    this.name = 'SoapFault'
    this.kind = kindOf(`${message} ${textOf(fault.detail)}`)
  }
}

export type FaultKind =
  | 'no-such-profile'
  | 'token-too-early'
  | 'not-editable'
  | 'not-allowed'
  | 'bad-format'
  | 'bad-value'
  | 'unknown'

/**
 * ASP.NET puts the names of exceptions and their messages into a fault's text. The names are the documented ones of
 * Microsoft.Office.Server.UserProfiles and are the same in every language; the sentences are English ones.
 */
const KINDS: readonly (readonly [RegExp, FaultKind])[] = [
  [/ChangeTokenTooEarly/i, 'token-too-early'],
  [/UserNotFound|user not found|could not be found|could not load profile data/i, 'no-such-profile'],
  [/PropertyNotEditable|PropertyIsReadOnly/i, 'not-editable'],
  [
    /PropertyIsPrivate|UnauthorizedAccess|access is denied|access denied|does not have (the )?(right|permission)/i,
    'not-allowed',
  ],
  [/PropertyInvalidFormat|UriFormat|invalid url|FormatException/i, 'bad-format'],
  [/PropertyInvalidValue|PropertyDuplicateValue|ArgumentOutOfRange|exceed/i, 'bad-value'],
]

const kindOf = (text: string): FaultKind => KINDS.find(([pattern]) => pattern.test(text))?.[1] ?? 'unknown'

function textOf(part: unknown): string {
  if (typeof part === 'string') return part
  return part === undefined || part === null ? '' : JSON.stringify(part)
}
