import { objectGuid } from '../metaverse/object-guid.js'
import { splitDn, unescapeDnValue } from '../model/dn.js'
import { ProblemError } from '../model/problem.js'
import type { AttributeDefinition, Values } from '../model/value.js'
import type { EntryView, ObjectView } from './extension.js'
import type { Scope, ValueSource } from './rule-set.js'

/** What rules in code may look at besides the scope; made only when one asks. */
export interface Views {
  readonly entry: () => EntryView
  /** Undefined before there is an object: in joins. */
  readonly object: () => ObjectView | undefined
}

/**
 * The values that a source gives for an object; undefined when it contributes nothing, empty when it says that there is none
 * and nobody else is to be asked. A direct `dn` is the object's name.
 */
export function sourceValues(source: ValueSource, scope: Scope, views?: Views): Values | undefined {
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
    case 'dn-component':
      return scope.dn === undefined ? undefined : dnComponent(scope.dn, source.part)
    case 'object-id': {
      const object = views?.object()
      return object === undefined ? undefined : [objectGuid(object.id)]
    }
    case 'extension':
      return views === undefined ? undefined : source.call(views.entry(), views.object())
  }
}

function dnComponent(dn: string, part: number): Values {
  const component = splitDn(dn).at(part > 0 ? part - 1 : part)
  if (component !== undefined) return [unescapeDnValue(component.slice(component.indexOf('=') + 1).trim())]
  throw new ProblemError({
    code: 'dn-index-out-of-bounds',
    message: `“${dn}” has no component ${part}.`,
    hint: 'Count components of the name from 1 at the left, or from -1 at the right.',
    where: { dn },
  })
}

/**
 * The values of a source, checked against where they go.
 * @throws ProblemError `flow-multi-values-to-single-value`
 */
export function flowValues(
  source: ValueSource,
  scope: Scope,
  target: Pick<AttributeDefinition, 'name' | 'multivalued'>,
  views?: Views,
): Values | undefined {
  const values = sourceValues(source, scope, views)
  if (values === undefined || values.length <= 1 || target.multivalued) return values
  const from = source.kind === 'direct' ? source.attribute : `the ${source.kind}`
  throw new ProblemError({
    code: 'flow-multi-values-to-single-value',
    message: `${from} has ${values.length} values, but ${target.name} takes one`,
    hint: `Leave one value in the source, choose one with an expression (cs['${from}'][0]), or make ${target.name} multivalued.`,
    where: { attribute: target.name },
  })
}
