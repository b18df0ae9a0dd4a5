import type { ProblemPlace } from '../model/problem.js'
import type { Evaluation, EvaluationOutcome } from '../service/evaluate-expression.js'

const OUTCOMES: Readonly<Record<Exclude<EvaluationOutcome, 'value'>, string>> = {
  'no-value': 'no value',
  'authoritative-null': 'no value, and nobody else is asked (AuthoritativeNull)',
  ignored: 'the attribute is left alone (IgnoreThisFlow)',
  'not-evaluated': 'right; name an object with --on to evaluate it',
}

/** What an expression gives, for people. */
export function evaluationLines({ gives, outcome, values, volatile }: Evaluation): string[] {
  const type = gives.multivalued ? `list of ${gives.type}` : gives.type
  const [first = '', ...more] = values
  const result = outcome !== 'value' ? OUTCOMES[outcome] : gives.multivalued || more.length > 0 ? '' : first
  return [
    `${type}: ${result}`.trimEnd(),
    ...(result === '' ? values.map(value => `  ${value}`) : []),
    ...(volatile ? ['Only for exports with initialOnly: true: it gives something else each time.'] : []),
  ]
}

/** The line of an expression that is wrong, and where. */
export function caretLines(expression: string, where: ProblemPlace | undefined): string[] {
  if (where?.line === undefined || where.column === undefined) return []
  const line = expression.split('\n')[where.line - 1] ?? ''
  // A tab stays one, so that the caret stands below its letter.
  return [line, `${line.slice(0, where.column - 1).replace(/[^\t]/gu, ' ')}^`]
}
