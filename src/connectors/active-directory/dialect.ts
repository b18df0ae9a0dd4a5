import type { Attribute } from 'ldapts'
import type { ProblemCode } from '../../model/problem.js'
import type { AttributeDefinition, Values } from '../../model/value.js'
import type { Dialect, ValueDecoder, ValueEncoder } from '../kit/ldap/dialect.js'
import type { TypeChooser } from '../kit/object-type.js'
import type { Facts } from './facts.js'
import { guidBytes, guidText } from './guid.js'
import { sidBytes, sidText } from './sid.js'
import { fileTimeToIso, generalizedToIso, isNever, isoToFileTime, isoToGeneralized } from './time.js'

/** Attributes whose numbers are file times ([MS-ADA1] to [MS-ADA3]): the schema calls them numbers like any other. */
const FILE_TIMES = names(
  'accountExpires badPasswordTime lastLogoff lastLogon lastLogonTimestamp lockoutTime pwdLastSet',
  'msDS-LastFailedInteractiveLogonTime msDS-LastSuccessfulInteractiveLogonTime msDS-UserPasswordExpiryTimeComputed',
  'ms-Mcs-AdmPwdExpirationTime msLAPS-PasswordExpirationTime',
)
/** Attributes whose bytes are a GUID: the schema calls them bytes like any other. */
const GUIDS = names('objectGUID parentGUID schemaIDGUID attributeSecurityGUID msExchMailboxGuid msExchArchiveGUID')
const TIME_SYNTAX = '2.5.5.11'
const SID_SYNTAX = '2.5.5.17'
/** What sets a password: written, never read. */
const PASSWORD = 'unicodepwd'

function names(...lists: string[]): ReadonlySet<string> {
  return new Set(lists.flatMap(list => list.toLowerCase().split(' ')))
}

/** What the text of an attribute means, where it is more than text. */
export type Meaning = 'guid' | 'sid' | 'file-time' | 'time'

export function meaningOf(name: string, syntax: string | undefined): Meaning | undefined {
  const key = name.toLowerCase()
  if (GUIDS.has(key)) return 'guid'
  if (FILE_TIMES.has(key)) return 'file-time'
  if (syntax === SID_SYNTAX) return 'sid'
  return syntax === TIME_SYNTAX ? 'time' : undefined
}

/** How Active Directory says things: see the README, "Values". */
export function activeDirectory(chooseType: TypeChooser, facts: Facts): Dialect {
  const meaning = (name: string) => meaningOf(name, facts.get(name.toLowerCase())?.syntax)
  return {
    decoder: definition => (definition.type === 'string' ? decoderOf(definition, meaning(definition.name)) : undefined),
    encoder(name, definition) {
      if (name.toLowerCase() === PASSWORD) return values => values.map(quoted)
      return definition?.type === 'string' ? encoderOf(meaning(name)) : undefined
    },
    anchorText: attribute => guidText(attribute.parsedBuffers[0]) ?? '',
    chooseType,
  }
}

function decoderOf({ multivalued }: AttributeDefinition, meaning: Meaning | undefined): ValueDecoder | undefined {
  if (meaning === undefined) return undefined
  const decode = DECODERS[meaning]
  return attribute =>
    !multivalued && attribute.values.length > 1 ? { code: 'multi-single-mismatch' } : decode(attribute)
}

const DECODERS: Readonly<Record<Meaning, ValueDecoder>> = {
  guid: bytesDecoder(guidText),
  sid: bytesDecoder(sidText),
  'file-time': ({ values }) =>
    values
      .map(String)
      .filter(text => !isNever(text))
      .map(fileTimeToIso),
  time: ({ values }) => values.map(value => generalizedToIso(String(value))),
}

function bytesDecoder(text: (bytes: Buffer) => string | undefined): ValueDecoder {
  return ({ parsedBuffers }: Attribute): Values | { code: ProblemCode } => {
    const values: string[] = []
    for (const bytes of parsedBuffers) {
      const value = text(bytes)
      if (value === undefined) return { code: 'invalid-attribute-value' }
      values.push(value)
    }
    return values
  }
}

function encoderOf(meaning: Meaning | undefined): ValueEncoder | undefined {
  switch (meaning) {
    case 'file-time':
      return values => values.map(isoToFileTime)
    case 'time':
      return values => values.map(isoToGeneralized)
    case 'guid':
      return values => values.map(value => guidBytes(value) ?? Buffer.from(value))
    case 'sid':
      return values => values.map(value => sidBytes(value) ?? Buffer.from(value))
    default:
      return undefined
  }
}

/** A password as `unicodePwd` takes it: in quotes, UTF-16 ([MS-ADTS] 3.1.1.3.1.5.1). */
export const quoted = (password: string): Buffer => Buffer.from(`"${password}"`, 'utf16le')
