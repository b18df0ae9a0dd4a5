import type { AttributeDefinition, AttributeType, Value } from '../model/value.js'
import type { CompiledExpression, ExpectedResult } from '../rules/expression.js'
import { didYouMean } from '../rules/nearest.js'
import type { ValueSource } from '../rules/rule-set.js'
import { compileCall } from './compile-call.js'
import type { PlainSource } from './normal-forms.js'
import type { ReadableSide, SourceTarget } from './readable-side.js'
import type { Report } from './report.js'

const NAME: AttributeDefinition = { name: 'dn', type: 'string', multivalued: false }

/** Checks a source against what it reads and where it goes. Undefined when it is wrong, which is then reported. */
export function compileSource(
  source: PlainSource,
  target: SourceTarget,
  side: ReadableSide,
  report: Report,
): ValueSource | undefined {
  switch (source.kind) {
    case 'direct':
      return checkDirect(source.attribute, target, side, report) ? source : undefined
    case 'constant':
      return checkConstant(source.values, target, report) ? source : undefined
    case 'expression':
      return compileExpression(source.text, target, side, report)
    case 'dnComponent':
      return checkText('A component of the name', target, report)
        ? { kind: 'dn-component', part: source.part }
        : undefined
    case 'objectId':
      return checkText('The object id', target, report) ? { kind: 'object-id' } : undefined
    case 'extension':
      return compileCall(source, target, side, report)
  }
}

function checkText(given: string, { definition, path, name }: SourceTarget, report: Report): boolean {
  if (definition === undefined || definition.type === 'string') return true
  const message = `${given} is a string, but ${name} is a ${definition.type}`
  report.error({ path, message, hint: 'Choose an attribute that is a string.' })
  return false
}

/** Whether a source may give several values. */
export function givesMany(source: ValueSource, side: ReadableSide): boolean {
  switch (source.kind) {
    case 'direct':
      return side.attributes.get(source.attribute)?.multivalued ?? false
    case 'constant':
      return source.values.length > 1
    case 'expression':
      return (source.expression as CompiledExpression).gives.multivalued
    default:
      return false
  }
}

function checkDirect(attribute: string, target: SourceTarget, side: ReadableSide, report: Report): boolean {
  const given = side.attributes.get(attribute) ?? (attribute === 'dn' && side.variable === 'cs' ? NAME : undefined)
  const { path, definition } = target
  if (!given) {
    const hint = didYouMean(attribute, side.attributes.keys(), `Select it among the attributes of ${side.title}.`)
    report.error({ path, message: `Unknown attribute ${attribute} of ${side.title}`, hint })
    return false
  }
  if (!definition) return true
  if (given.type !== definition.type) {
    const message = `${attribute} is a ${given.type}, but ${target.name} is a ${definition.type}`
    report.error({ path, message, hint: conversionHint(given, definition.type, side.variable) })
    return false
  }
  if (given.multivalued && !definition.multivalued) warnOfMany(attribute, target, report)
  return true
}

function conversionHint(given: AttributeDefinition, wanted: AttributeType, variable: string): string {
  if (given.type === 'reference') return 'A reference flows to a reference only.'
  if (wanted === 'reference') return `Declare ${given.name} as reference if it holds keys of other objects.`
  const call = wanted === 'number' ? 'int' : wanted === 'boolean' ? 'bool' : 'string'
  return `Declare one type on both sides, or write { expression: "${call}(${variable}.${given.name})" }.`
}

function warnOfMany(given: string, target: SourceTarget, report: Report): void {
  const message = `${given} may have several values, but ${target.name} takes one`
  report.warn({ path: target.path, message, hint: 'Objects with several values get a problem instead of a value.' })
}

const FORMS: Readonly<Record<AttributeType, (value: Value) => boolean>> = {
  string: () => true,
  number: value => /^-?\d+$/.test(value),
  boolean: value => value === 'true' || value === 'false',
  binary: value => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value),
  reference: () => false,
}

function checkConstant(values: readonly Value[], target: SourceTarget, report: Report): boolean {
  const { path, definition, name } = target
  if (values.length === 0) {
    report.error({ path, message: 'A constant is empty', hint: 'Leave the flow out: an empty text is no value.' })
    return false
  }
  if (!definition) return true
  if (values.length > 1 && !definition.multivalued) {
    report.error({
      path,
      message: `${values.length} constants cannot go into ${name}, which takes one`,
      hint: 'Give one value.',
    })
    return false
  }
  const wrong = values.find(value => !FORMS[definition.type](value))
  if (wrong === undefined) return true
  const hint =
    definition.type === 'reference'
      ? 'References come from reference attributes only.'
      : `Expected a ${definition.type}${definition.type === 'binary' ? ' in base64' : ''}.`
  report.error({ path, message: `The constant ${wrong} is no ${definition.type}, which ${name} is`, hint })
  return false
}

function compileExpression(
  text: string,
  target: SourceTarget,
  side: ReadableSide,
  report: Report,
): ValueSource | undefined {
  const { definition, path } = target
  if (definition?.type === 'reference') {
    const message = `${target.name} is a reference, which no expression can give`
    report.error({ path, message, hint: 'Flow a reference attribute directly: target: source.' })
    return undefined
  }
  const expected: ExpectedResult | undefined = definition?.type
  const use = { once: target.once === true }
  const expression = report.attempt(path, text, () => side.compiler.compile(text, expected, use))
  if (!expression) return undefined
  if (expression.gives.multivalued && definition && !definition.multivalued)
    warnOfMany('the expression', target, report)
  return { kind: 'expression', expression }
}
