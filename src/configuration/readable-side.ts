import type { AttributeDefinition } from '../model/value.js'
import type { ExpressionCompiler, ExpressionVariable } from '../rules/expression.js'
import type { NamedFlowCall } from '../rules/extension.js'
import type { NamedFunctions } from './find-function.js'
import type { Path } from './place.js'

/** What rules on one side can read: an object type's attributes, and the compiler for expressions over them. */
export interface ReadableSide {
  readonly variable: ExpressionVariable
  readonly attributes: ReadonlyMap<string, AttributeDefinition>
  readonly compiler: ExpressionCompiler
  /** How messages call it, e.g. `employee of hr`. */
  readonly title: string
}

/** Where values go. An undefined definition takes anything that is no reference. */
export interface SourceTarget {
  readonly name: string
  readonly definition: AttributeDefinition | undefined
  /** The place of the source in the document: of a text, the text itself. */
  readonly path: Path
  /** The functions that a source can name. */
  readonly functions: NamedFunctions<NamedFlowCall>
  /** Whether the value is decided once, so that it may be a random one. */
  readonly once?: boolean
}
