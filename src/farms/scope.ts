import type { Farm } from '../configuration/farm.js'
import { type AttributeStates, type ObjectState, stateOf } from '../metaverse/history.js'
import { searchKey } from '../metaverse/keys.js'
import { invariant } from '../model/invariant.js'
import type { Condition, TextPlace, ValueTest } from '../storage/read/graph/plan.js'

/**
 * Whether an object that was so was a profile of the farm. What is, is asked of the database; what was, is put together from the
 * history, and no statement can look at it.
 * @param state undefined: there was none; attributes that the scope does not compare need not be there
 */
export const wasProfile = ({ type, scope }: Farm, state: ObjectState | undefined): boolean =>
  state !== undefined && state.type === type && (scope === undefined || meets(scope, state.attributes))

function meets(condition: Condition, states: AttributeStates): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every(each => meets(each, states))
    case 'any':
      return condition.of.some(each => meets(each, states))
    case 'not':
      return !meets(condition.condition, states)
    case 'unrestricted':
      return meets(condition.condition, states)
    case 'value': {
      const { values } = stateOf(states, condition.attribute.name)
      return (condition.attribute.multivalued ? values : values.slice(0, 1)).some(passes(condition.test))
    }
    default:
      return invariant(false, `scopes compare values, and nothing by ${condition.kind}`) as never
  }
}

/** By search keys, as scopes compare. */
function passes(test: ValueTest): (value: string) => boolean {
  switch (test.kind) {
    case 'present':
      return () => true
    case 'equals-key':
      return value => test.keys.includes(searchKey(value))
    case 'text-key':
      return value => IS_AT[test.where](searchKey(value), test.key)
    default:
      return invariant(false, `scopes compare by search keys, and not by ${test.kind}`) as never
  }
}

const IS_AT: Readonly<Record<TextPlace, (value: string, sought: string) => boolean>> = {
  start: (value, sought) => value.startsWith(sought),
  inside: (value, sought) => value.includes(sought),
  end: (value, sought) => value.endsWith(sought),
}
