import type { MetaverseSchema } from '../../metaverse/schema.js'
import type { AttributeDefinition } from '../../model/value.js'
import { type ExpressionCompiler, type ExpressionVariable, expressionCompiler } from '../../rules/expression.js'
import { BUILT_IN_FIELDS } from '../../rules/expression-scope.js'
import { metaverseSides } from '../compile-outbound.js'
import type { ObjectTypeDocument } from '../document.js'
import { attributeOf, entriesOf, type PlainSource, type PlainUnique } from '../normal-forms.js'

/** What a source looks at. */
export interface Reading {
  readonly attributes: readonly string[]
  readonly references: readonly string[]
  /** Whether it gives nothing for an object that has none of these. Otherwise any object may be given something. */
  readonly silent: boolean
}

const NOTHING: Reading = { attributes: [], references: [], silent: true }
const ANYTHING: Reading = { attributes: [], references: [], silent: false }

/** Tells what sources over one kind of object look at. */
export interface Reader {
  of(source: PlainSource | PlainUnique | undefined): Reading
  ofExpression(text: string): Reading
}

/** For inbound rules of an object type. */
export function entryReader(rules: Pick<ObjectTypeDocument, 'attributes'>): Reader {
  const attributes = new Map(entriesOf(rules.attributes).map(([name, each]) => [name, attributeOf(name, each)]))
  let compiler: ExpressionCompiler | undefined
  return reader('cs', attributes, () => {
    compiler ??= expressionCompiler('cs', attributes)
    return compiler
  })
}

/** For outbound rules, by metaverse type. */
export function objectReaders(metaverse: MetaverseSchema): (type: string) => Reader {
  const sides = metaverseSides(metaverse)
  return type => reader('mv', sides(type).attributes, () => sides(type).compiler)
}

function reader(
  variable: ExpressionVariable,
  attributes: ReadonlyMap<string, AttributeDefinition>,
  compiler: () => ExpressionCompiler,
): Reader {
  const ofExpression = (text: string): Reading => expressionReading(text, compiler)
  return {
    ofExpression,
    of(source) {
      if (source === undefined) return NOTHING
      if (source.kind === 'expression') return ofExpression(source.text)
      if (source.kind === 'constant') return source.values.length === 0 ? NOTHING : ANYTHING
      // The name is always there; what code and other sources look at nobody knows.
      if (source.kind !== 'direct') return ANYTHING
      const definition = attributes.get(source.attribute)
      if (definition === undefined || (variable === 'cs' && source.attribute === 'dn')) return ANYTHING
      return definition.type === 'reference'
        ? { attributes: [], references: [source.attribute], silent: true }
        : { attributes: [source.attribute], references: [], silent: true }
    },
  }
}

// It is tried out on an object that has nothing: has() and lists make an expression give something even then.
function expressionReading(text: string, compiler: () => ExpressionCompiler): Reading {
  try {
    const expression = compiler().compile(text)
    const attributes = [...expression.reads]
    const silent =
      attributes.length > 0 &&
      !attributes.some(name => BUILT_IN_FIELDS.has(name)) &&
      expression.evaluate({ attributes: {}, objectType: '' }) === undefined
    return { attributes, references: [], silent }
  } catch {
    return ANYTHING
  }
}

/** What any of several sources looks at. */
export function together(readings: readonly Reading[]): Reading {
  return {
    attributes: [...new Set(readings.flatMap(each => each.attributes))],
    references: [...new Set(readings.flatMap(each => each.references))],
    silent: readings.every(each => each.silent),
  }
}
