import type { FilterCall } from '../rules/extension.js'
import { didYouMean } from '../rules/nearest.js'
import type { FilterAlternative, FilterCondition } from '../rules/rule-set.js'
import { checkOperand } from './check-operand.js'
import type { ConditionDocument } from './document.js'
import { requireFunction } from './find-function.js'
import { alternativesOf, canonical, conditionsOf } from './normal-forms.js'
import type { Path } from './place.js'
import { filterCallRuleName, filterRuleName } from './rule-names.js'
import type { TypeContext } from './type-context.js'

export function compileFilter(context: TypeContext): FilterAlternative[] {
  return alternativesOf(context.written).map((alternative, i) => {
    const path = [...context.path, 'filter', i]
    const conditions = conditionsOf(alternative).map((condition, j) =>
      compileCondition(condition, Array.isArray(alternative) ? [...path, j] : path, context),
    )
    return { rule: context.ruleId(filterRuleName(context.agent, context.objectType, i + 1)), conditions }
  })
}

/** The filter in code, when the document leaves it to the rules extension. */
export function compileFilterCall({ written, path, code, report, ...context }: TypeContext): FilterCall | undefined {
  if (written.filter !== 'extension') return undefined
  const site = { owner: code.owner, name: 'filter' }
  const call = requireFunction(code.rules.filter, site, [...path, 'filter'], report)
  return call && { rule: context.ruleId(filterCallRuleName(context.agent, context.objectType)), call }
}

const OF_NUMBERS = new Set(['bit-on', 'bit-off'])

function compileCondition(written: ConditionDocument, path: Path, { side, report }: TypeContext): FilterCondition {
  const { attribute, operator } = written
  const value = written.value === undefined ? undefined : canonical(written.value)
  const definition = side.attributes.get(attribute)
  if (!definition && attribute !== 'dn') {
    const hint = didYouMean(attribute, side.attributes.keys(), `Select it among the attributes of ${side.title}.`)
    report.error({ path: [...path, 'attribute'], message: `Unknown attribute ${attribute} of ${side.title}`, hint })
  }
  if (definition?.type === 'reference') {
    report.error({
      path: [...path, 'attribute'],
      message: `${attribute} is a reference, which filters cannot read`,
      hint: 'Filter by another attribute or by dn.',
    })
  }
  if (checkOperand(written, path, report) && OF_NUMBERS.has(operator) && !/^(\d+|0x[0-9a-f]+)$/i.test(value ?? '')) {
    report.error({
      path: [...path, 'value'],
      message: `${operator} needs a number, found ${value}`,
      hint: 'Give the bits as a number such as 2 or 0x2.',
    })
  }
  return { attribute, operator, value }
}
