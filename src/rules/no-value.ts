import type { Values } from '../model/value.js'

/**
 * What an expression answers for `AuthoritativeNull`: an empty list, which is a contribution. On import it wins over lower
 * precedence, without a value; on export it clears the value, whatever `allowNulls` says.
 */
export const AUTHORITATIVE_NULL: Values = Object.freeze([])

/**
 * What an outbound expression answers for `IgnoreThisFlow`, to be compared by identity: the attribute is not touched now.
 * Inbound it is no contribution, that is, undefined.
 */
export const IGNORE_FLOW: Values = Object.freeze([])
