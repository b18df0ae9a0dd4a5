import { ProblemError } from '../model/problem.js'
import type { AttributeDefinition, Values } from '../model/value.js'
import type { Scope, ValueSource } from './rule-set.js'

/** The values that a source gives for an object; undefined when it contributes nothing. A direct `dn` is the object's name. */
export function sourceValues(source: ValueSource, scope: Scope): Values | undefined {
  switch (source.kind) {
    case 'direct': {
      const values = scope.attributes[source.attribute]
      if (values !== undefined && values.length > 0) return values
      return source.attribute === 'dn' && scope.dn !== undefined ? [scope.dn] : undefined
    }
    case 'constant':
      return source.values.length > 0 ? source.values : undefined
    case 'expression':
      return source.expression.evaluate(scope)
  }
}

/**
 * The values of a source, checked against where they go.
 * @throws ProblemError `flow-multi-values-to-single-value`
 */
export function flowValues(
  source: ValueSource,
  scope: Scope,
  target: Pick<AttributeDefinition, 'name' | 'multivalued'>,
): Values | undefined {
  const values = sourceValues(source, scope)
  if (values === undefined || values.length === 1 || target.multivalued) return values
  const from = source.kind === 'direct' ? source.attribute : `the ${source.kind}`
  throw new ProblemError({
    code: 'flow-multi-values-to-single-value',
    message: `${from} has ${values.length} values, but ${target.name} takes one`,
    hint: `Leave one value in the source, choose one with an expression (cs['${from}'][0]), or make ${target.name} multivalued.`,
    where: { attribute: target.name },
  })
}
