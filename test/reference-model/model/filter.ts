import type { TypeRules } from './rules.js'
import type { Image } from './values.js'

/** Whether the connector filter matches (domain.md 6.1): any of its conditions, without regard to case. */
export const isFiltered = (rules: TypeRules | undefined, image: Image): boolean =>
  (rules?.filter ?? []).some(({ attribute, equals }) =>
    image[attribute]?.some(value => value.toLowerCase() === equals.toLowerCase()),
  )
