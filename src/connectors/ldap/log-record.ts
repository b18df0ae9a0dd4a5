import type { Attribute } from 'ldapts'
import type { AttributeChange } from '../../model/delta.js'

/** One change of one attribute as a log tells it: an operation with values, or `clear`, or something that needs the old value. */
export interface LoggedChange {
  /** With options: `userCertificate;binary`. */
  readonly type: string
  readonly operation: AttributeChange['operation'] | 'increment'
  /** `delete` without values takes the whole attribute. */
  readonly values: readonly Buffer[]
}

/** One record of a server's change log, in the order in which the changes were made. */
export type LogRecord = {
  readonly dn: string
  /** The unique identifier of the object, if the log tells it. */
  readonly id: string | undefined
} & (
  | { readonly kind: 'add' | 'delete' }
  | { readonly kind: 'modify'; readonly changes: readonly LoggedChange[] }
  | { readonly kind: 'rename'; readonly newDn: string }
  /** Made at the same time as another change of the same object: which was last cannot be known. */
  | { readonly kind: 'unclear' }
)

/** The bytes of one value, as if an entry had shown it. */
export const asAttribute = ({ type, values }: LoggedChange): Attribute => {
  const texts = values.map(value => (isText(value) ? value.toString('utf8') : value))
  return { type, values: texts, parsedBuffers: values } as unknown as Attribute
}

const utf8 = new TextDecoder('utf8', { fatal: true })
function isText(value: Buffer): boolean {
  try {
    utf8.decode(value)
    return true
  } catch {
    return false
  }
}
