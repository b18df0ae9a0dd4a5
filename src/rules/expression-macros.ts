import { type ASTNode, type Environment, EvaluationError } from '@marcbachmann/cel-js'

/** The parts of the library's checker and evaluator that a macro may use. */
interface Checker {
  readonly registry: unknown
  check(node: ASTNode, context: unknown): CheckedType
  getType(name: string): CheckedType
  formatType(type: CheckedType): string
  createError(code: string, message: string, node: ASTNode): Error
}
interface CheckedType {
  isDynOrBool(): boolean
  unify(registry: unknown, other: CheckedType): CheckedType | null
}
interface Evaluator {
  run(node: ASTNode, context: unknown): unknown
}

export interface Macro {
  readonly async: false
  typeCheck(checker: Checker, macro: unknown, context: unknown): CheckedType
  evaluate(evaluator: Evaluator, macro: unknown, context: unknown): unknown
}

/** Adds `IsPresent(x)` and the lazy `IIF(condition, then, else)`. */
export function registerMacros(environment: Environment): void {
  environment.registerFunction('IsPresent(ast): bool', ({ args }: { args: [ASTNode] }) => presenceMacro(args[0]), {
    description: 'Whether there is a value: neither absent nor empty',
    async: false,
  })
  environment.registerFunction(
    'IIF(ast, ast, ast): dyn',
    ({ args }: { args: [ASTNode, ASTNode, ASTNode] }) => choiceMacro(args),
    {
      description: 'The second when the first holds, otherwise the third',
      async: false,
    },
  )
}

/** Whether an expression has a value. An attribute is asked without an error being made for its absence. */
export function presenceMacro(node: ASTNode): Macro {
  const [object, key] = node.op === '.' ? node.args : [undefined, undefined]
  return {
    async: false,
    typeCheck(checker, _macro, context) {
      checker.check(node, context)
      return checker.getType('bool')
    },
    evaluate(evaluator, _macro, context) {
      if (object?.op === 'id') return isPresent((evaluator.run(object, context) as Record<string, unknown>)[key ?? ''])
      try {
        return isPresent(evaluator.run(node, context))
      } catch (error) {
        if (isAbsence(error)) return false
        throw error
      }
    },
  }
}

function choiceMacro([condition, yes, no]: readonly [ASTNode, ASTNode, ASTNode]): Macro {
  return {
    async: false,
    typeCheck(checker, _macro, context) {
      const type = checker.check(condition, context)
      if (!type.isDynOrBool()) {
        throw checker.createError(
          'invalid_condition_type',
          `IIF needs a condition, got '${checker.formatType(type)}'`,
          condition,
        )
      }
      const left = checker.check(yes, context)
      const right = checker.check(no, context)
      const unified = left.unify(checker.registry, right)
      if (unified) return unified
      const both = `'${checker.formatType(left)}' and '${checker.formatType(right)}'`
      throw checker.createError(
        'incompatible_ternary_branches',
        `Both results of IIF must have one type, got ${both}`,
        no,
      )
    },
    evaluate(evaluator, _macro, context) {
      const holds = evaluator.run(condition, context)
      if (typeof holds !== 'boolean') throw new Error('IIF needs a condition')
      return evaluator.run(holds ? yes : no, context)
    },
  }
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
}

/** Whether an error says that an attribute of the object is absent, rather than that something is wrong. */
export function isAbsence(error: unknown): boolean {
  if (!(error instanceof EvaluationError) || error.code !== 'no_such_key') return false
  const node = error.node
  if (node?.op !== '.' && node?.op !== '[]') return false
  const [object] = node.args
  return object.op === 'id' && (object.args === 'cs' || object.args === 'mv')
}
