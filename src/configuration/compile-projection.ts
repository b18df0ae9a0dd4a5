import type { CompiledExpression } from '../rules/expression.js'
import type { Expression, Projection } from '../rules/rule-set.js'
import { checkType } from './check-names.js'
import { requireFunction } from './find-function.js'
import { projectionOf } from './normal-forms.js'
import { projectionRuleName } from './rule-names.js'
import type { TypeContext } from './type-context.js'

/** Which metaverse type an object type is projected to. Undefined: none, or what is written is wrong, which is then reported. */
export function compileProjection(context: TypeContext): Projection | undefined {
  const { written, report, side, code } = context
  if (written.projection === undefined) return undefined
  const path = [...context.path, 'projection']
  const rule = context.ruleId(projectionRuleName(context.agent, context.objectType))
  const plain = projectionOf(written.projection)
  switch (plain.kind) {
    case 'declared': {
      const { type, when: text } = plain
      const typePath = typeof written.projection === 'string' ? path : [...path, 'type']
      if (!checkType(type, typePath, context.metaverse, report)) return undefined
      if (text === undefined) return { kind: 'declared', rule, metaverseType: type }
      const when = report.attempt([...path, 'when'], text, () => side.compiler.compile(text, 'condition'))
      return when && { kind: 'expression', rule, expression: typeWhen(type, when) }
    }
    case 'expression': {
      const at = [...path, 'expression']
      const expression = report.attempt(at, plain.text, () => side.compiler.compile(plain.text, 'string'))
      if (expression?.gives.multivalued) {
        const message = 'The projection gives a list where one metaverse type is expected'
        report.error({ path: at, message, hint: 'Choose one value.' })
      }
      return expression && { kind: 'expression', rule, expression }
    }
    case 'extension': {
      const site = { owner: code.owner, name: 'projection' }
      const call = requireFunction(code.rules.projection, site, [...path, 'extension'], report)
      return call && { kind: 'extension', rule, call }
    }
  }
}

/** The type while the condition holds, else nothing. */
function typeWhen(type: string, when: CompiledExpression): Expression {
  const values = [type]
  return {
    ...when,
    text: `(${when.text}) ? '${type}' : null`,
    evaluate: scope => (when.test(scope) ? values : undefined),
  }
}
