import type { ASTNode } from '@marcbachmann/cel-js'
import { checkCondition, isTrue } from './expression-choices.js'
import {
  type CheckedType,
  type Checker,
  type Context,
  type Fork,
  type Macro,
  valueOrNothing,
} from './expression-node.js'
import { ABSENT, isAbsence } from './expression-signals.js'

type Parameters = readonly [variable: ASTNode, subject: ASTNode, body: ASTNode]

/** A macro with a variable of its own: the fork is made when it is checked, once for all evaluations. */
interface Scoped extends Macro {
  fork?: Fork
}

/** `Select(item, list, expression)`: values for which the expression gives nothing are left out. */
export function selectMacro([variable, list, body]: Parameters): Scoped {
  const valueIn = valueOrNothing(body, isAbsence)
  return {
    async: false,
    typeCheck(checker, macro: Scoped, context) {
      macro.fork = context.forkWithVariable(
        nameOf('Select', variable, checker),
        itemOf('Select', list, { checker, context }),
      )
      return checker.registry.getListType(checker.check(body, macro.fork))
    },
    evaluate(evaluator, macro: Scoped, context) {
      const results: unknown[] = []
      for (const item of evaluator.run(list, context) as Iterable<unknown>) {
        const value = valueIn(evaluator, inside(macro, context).setIterValue(item, evaluator))
        if (value !== undefined && value !== null) results.push(value)
      }
      return results
    },
  }
}

/** `Where(item, list, condition)`: a condition that reads what is absent does not hold. */
export function whereMacro([variable, list, condition]: Parameters): Scoped {
  const valueIn = valueOrNothing(condition, isAbsence)
  return {
    async: false,
    typeCheck(checker, macro: Scoped, context) {
      const item = itemOf('Where', list, { checker, context })
      macro.fork = context.forkWithVariable(nameOf('Where', variable, checker), item)
      checkCondition('Where', condition, { checker, context: macro.fork })
      return checker.registry.getListType(item)
    },
    evaluate(evaluator, macro: Scoped, context) {
      const results: unknown[] = []
      for (const item of evaluator.run(list, context) as Iterable<unknown>) {
        const holds = valueIn(evaluator, inside(macro, context).setIterValue(item, evaluator))
        if (holds !== undefined && isTrue('Where', holds)) results.push(item)
      }
      return results
    },
  }
}

/** `With(name, part, expression)`: the part is evaluated once. */
export function withMacro([variable, part, body]: Parameters): Scoped {
  return {
    async: false,
    typeCheck(checker, macro: Scoped, context) {
      macro.fork = context.forkWithVariable(nameOf('With', variable, checker), checker.check(part, context))
      return checker.check(body, macro.fork)
    },
    evaluate: (evaluator, macro: Scoped, context) =>
      evaluator.run(body, inside(macro, context).setIterValue(evaluator.run(part, context), evaluator)),
  }
}

/** `ImportedValue('attribute')`: inbound rules see imported values only, so it is the attribute itself. */
export function importedValueMacro(parameter: ASTNode): Macro {
  const name = parameter.op === 'value' && typeof parameter.args === 'string' ? parameter.args : undefined
  return {
    async: false,
    typeCheck(checker, _macro, context) {
      const error = (message: string) => checker.createError('invalid_macro_argument', message, parameter)
      if (name === undefined) throw error("ImportedValue takes an attribute's name in quotes")
      const variable = context.getVariable('cs')
      if (variable === undefined)
        throw error('ImportedValue reads an entry, which outbound rules do not see: it belongs into inbound rules')
      return checker.checkAccessOnType({ op: '.', args: [parameter, name] }, context, variable.type)
    },
    evaluate(_evaluator, _macro, context) {
      const value = (context.getValue('cs') as Readonly<Record<string, unknown>>)[name ?? '']
      if (value === undefined) throw ABSENT
      return value
    },
  }
}

function inside({ fork }: Scoped, context: Context): Fork {
  if (fork === undefined) throw new Error('an expression is checked before it is evaluated')
  return fork.reuse(context)
}

function nameOf(macro: string, variable: ASTNode, checker: Checker): string {
  if (variable.op === 'id' && !['cs', 'mv'].includes(variable.args)) return variable.args
  const message = `${macro} begins with a name of its own for ${macro === 'With' ? 'the part' : 'each value'}, such as item`
  throw checker.createError('invalid_macro_argument', message, variable)
}

interface Checking {
  readonly checker: Checker
  readonly context: Context
}

function itemOf(macro: string, list: ASTNode, { checker, context }: Checking): CheckedType {
  const type = checker.check(list, context)
  if (type.kind === 'dyn') return type
  if (type.kind === 'list' && type.valueType !== undefined) return type.valueType
  const message = `${macro} needs a list, got '${checker.formatType(type)}'`
  throw checker.createError('invalid_macro_argument', message, list)
}
