import type { Attribute } from 'ldapts'
import type { ProblemCode } from '../../../model/problem.js'
import type { AttributeDefinition, Values } from '../../../model/value.js'
import type { TypeChooser } from '../object-type.js'

/** Reads the values of one attribute, or says what is wrong with one. No values: the attribute counts as absent. */
export type ValueDecoder = (attribute: Attribute) => Values | { readonly code: ProblemCode }

/** Writes values as they travel. */
export type ValueEncoder = (values: Values) => string[] | Buffer[]

/** Where a kind of server says things in a way of its own. What is absent is as the standard says. */
export interface Dialect {
  /** How to read an attribute that is declared so; undefined: as the standard says. */
  decoder?(definition: AttributeDefinition): ValueDecoder | undefined
  /** How to write an attribute that is declared so; undefined: as the standard says. `name` is also given for what is not declared. */
  encoder?(name: string, definition: AttributeDefinition | undefined): ValueEncoder | undefined
  /** The anchor's text. */
  anchorText?(attribute: Attribute): string
  /** Finds the selected type of an object; absent: the one deepest below `top`. */
  readonly chooseType?: TypeChooser
}
