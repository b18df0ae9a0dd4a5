import type { ASTNode, Environment } from '@marcbachmann/cel-js'
import { choiceMacro, errorMacro, switchMacro } from './expression-choices.js'
import { importedValueMacro, selectMacro, whereMacro, withMacro } from './expression-loops.js'
import type { Macro } from './expression-node.js'
import { VALUE_TESTS, valueTest } from './expression-tests.js'

/** A function that sees its parameters before they are evaluated. */
export interface MacroDefinition {
  readonly name: string
  readonly parameters: readonly number[]
  readonly gives: string
  readonly description: string
  readonly make: (parameters: readonly ASTNode[]) => Macro
}

/** How many pairs of condition and value Switch takes: calls have 32 parameters at most. */
const MOST_PAIRS = 16
type One = readonly [ASTNode]
type Three = readonly [ASTNode, ASTNode, ASTNode]

const MACROS: readonly MacroDefinition[] = [
  ...Object.entries(VALUE_TESTS).map(
    ([name, { description }]): MacroDefinition => ({
      name,
      parameters: [1],
      gives: 'bool',
      description,
      make: parameters => valueTest((parameters as One)[0], name),
    }),
  ),
  {
    name: 'IIF',
    parameters: [3],
    gives: 'dyn',
    description: 'The second when the first holds, otherwise the third',
    make: parameters => choiceMacro(parameters as Three),
  },
  {
    name: 'Switch',
    parameters: Array.from({ length: MOST_PAIRS }, (_, i) => 2 * (i + 1)),
    gives: 'dyn',
    description: 'The value after the first condition that holds',
    make: switchMacro,
  },
  {
    name: 'Error',
    parameters: [1],
    gives: 'dyn',
    description: 'A problem of the object',
    make: parameters => errorMacro((parameters as One)[0]),
  },
  {
    name: 'Select',
    parameters: [3],
    gives: 'list<dyn>',
    description: 'What an expression gives for each value',
    make: parameters => selectMacro(parameters as Three),
  },
  {
    name: 'Where',
    parameters: [3],
    gives: 'list<dyn>',
    description: 'The values for which a condition holds',
    make: parameters => whereMacro(parameters as Three),
  },
  {
    name: 'With',
    parameters: [3],
    gives: 'dyn',
    description: 'An expression with a name for a part of it',
    make: parameters => withMacro(parameters as Three),
  },
  {
    name: 'ImportedValue',
    parameters: [1],
    gives: 'dyn',
    description: 'What was imported of an attribute',
    make: parameters => importedValueMacro((parameters as One)[0]),
  },
]

/** Functions that never come to evaluate some of their parameters, or look at them first. */
export function registerMacros(environment: Environment): void {
  for (const { name, parameters, gives, description, make } of MACROS) {
    for (const count of parameters) {
      const signature = `${name}(${Array.from({ length: count }, () => 'ast').join(', ')}): ${gives}`
      const expand = ({ args }: { args: readonly ASTNode[] }) => make(args)
      environment.registerFunction(signature, expand, { description, async: false })
    }
  }
}
