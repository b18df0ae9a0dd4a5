import { didYouMean } from '../rules/nearest.js'
import type { ValueSource } from '../rules/rule-set.js'
import { findFunction } from './find-function.js'
import type { PlainSource } from './normal-forms.js'
import type { ReadableSide, SourceTarget } from './readable-side.js'
import type { Report } from './report.js'

/** A source that is a function of the rules extension. */
export function compileCall(
  { name, reads }: Extract<PlainSource, { kind: 'extension' }>,
  { name: target, definition, path, functions }: SourceTarget,
  side: ReadableSide,
  report: Report,
): ValueSource | undefined {
  if (definition?.type === 'reference') {
    const message = `${target} is a reference, which rules in code cannot give`
    report.error({ path, message, hint: 'Flow a reference attribute directly: target: source.' })
    return undefined
  }
  reads.forEach((attribute, i) => {
    const at = [...path.slice(0, -1), 'reads', i]
    const type = side.attributes.get(attribute)?.type
    if (type === 'reference') {
      const message = `${attribute} is a reference, which rules in code do not see`
      report.error({ path: at, message, hint: 'Leave it out.' })
    } else if (type === undefined && !(attribute === 'dn' && side.variable === 'cs')) {
      const hint = didYouMean(attribute, side.attributes.keys(), `Select it among the attributes of ${side.title}.`)
      report.error({ path: at, message: `Unknown attribute ${attribute} of ${side.title}`, hint })
    }
  })
  const call = findFunction(name, functions, path, report)
  return call && { kind: 'extension', name, reads, call: call.to(definition) }
}
