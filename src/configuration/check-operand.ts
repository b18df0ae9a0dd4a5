import type { Path } from './place.js'
import type { Report } from './report.js'

/** Whether a condition has a value exactly if its operator takes one; says what is wrong. */
export function checkOperand(
  { operator, value }: { readonly operator: string; readonly value?: unknown },
  path: Path,
  report: Report,
): boolean {
  const takesNone = operator === 'present' || operator === 'not-present'
  if (takesNone === (value === undefined)) return true
  if (takesNone)
    report.error({ path: [...path, 'value'], message: `${operator} takes no value`, hint: 'Leave value out.' })
  else
    report.error({
      path: [...path, 'operator'],
      message: `${operator} needs a value`,
      hint: 'Add value: to the condition.',
    })
  return false
}
