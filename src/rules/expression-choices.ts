import type { ASTNode } from '@marcbachmann/cel-js'
import { type CheckedType, type Checker, type Context, type Macro, openType } from './expression-node.js'
import { ABSENT, RaisedError } from './expression-signals.js'

/** `IIF(condition, yes, no)`: only the branch that is chosen is evaluated. */
export function choiceMacro([condition, yes, no]: readonly [ASTNode, ASTNode, ASTNode]): Macro {
  return {
    async: false,
    typeCheck(checker, _macro, context) {
      checkCondition('IIF', condition, { checker, context })
      return oneType('IIF', [yes, no], { checker, context })
    },
    evaluate: (evaluator, _macro, context) =>
      evaluator.run(isTrue('IIF', evaluator.run(condition, context)) ? yes : no, context),
  }
}

/** `Switch(condition, value, condition, value, …)`: the conditions are asked up to the first that holds. */
export function switchMacro(parameters: readonly ASTNode[]): Macro {
  const pairs = Array.from(
    { length: parameters.length / 2 },
    (_, i) => [parameters[2 * i], parameters[2 * i + 1]] as [ASTNode, ASTNode],
  )
  return {
    async: false,
    typeCheck(checker, _macro, context) {
      for (const [condition] of pairs) checkCondition('Switch', condition, { checker, context })
      return oneType(
        'Switch',
        pairs.map(([, value]) => value),
        { checker, context },
      )
    },
    evaluate(evaluator, _macro, context) {
      for (const [condition, value] of pairs)
        if (isTrue('Switch', evaluator.run(condition, context))) return evaluator.run(value, context)
      throw ABSENT
    },
  }
}

/** `Error(message)`: gives a problem instead of a value. */
export function errorMacro(message: ASTNode): Macro {
  return {
    async: false,
    typeCheck(checker, macro, context) {
      const type = checker.check(message, context)
      if (type.type !== 'string' && type.kind !== 'dyn')
        throw checker.createError(
          'invalid_macro_argument',
          `Error takes a text, got '${checker.formatType(type)}'`,
          message,
        )
      return macro.open === true ? openType(checker) : checker.getType('dyn')
    },
    evaluate(evaluator, _macro, context) {
      throw new RaisedError(String(evaluator.run(message, context)))
    },
  }
}

interface Checking {
  readonly checker: Checker
  readonly context: Context
}

export function checkCondition(name: string, condition: ASTNode, { checker, context }: Checking): void {
  const type = checker.check(condition, context)
  if (type.isDynOrBool()) return
  const message = `${name} needs a condition, got '${checker.formatType(type)}'`
  throw checker.createError('invalid_condition_type', message, condition)
}

export function isTrue(name: string, holds: unknown): boolean {
  if (typeof holds !== 'boolean') throw new Error(`${name} needs a condition`)
  return holds
}

function oneType(name: string, branches: readonly ASTNode[], { checker, context }: Checking): CheckedType {
  let type: CheckedType | undefined
  for (const branch of branches) {
    const next = checker.check(branch, context)
    const unified: CheckedType | null = type === undefined ? next : type.unify(checker.registry, next)
    if (unified === null) {
      const both = `'${checker.formatType(type ?? next)}' and '${checker.formatType(next)}'`
      const message = `${branches.length === 2 ? 'Both' : 'All'} results of ${name} must have one type, got ${both}`
      throw checker.createError('incompatible_ternary_branches', message, branch)
    }
    type = unified
  }
  return type ?? checker.getType('dyn')
}
