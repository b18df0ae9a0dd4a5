import type { MetaverseAttribute } from '../metaverse/schema.js'
import { ProblemError } from '../model/problem.js'
import type { CompiledExpression } from '../rules/expression.js'
import type { UniqueSource } from '../rules/rule-set.js'
import type { PlainUnique } from './normal-forms.js'
import type { Path } from './place.js'
import type { ReadableSide } from './readable-side.js'
import type { Report } from './report.js'

interface UniqueTarget {
  readonly definition: MetaverseAttribute
  /** The place of the list of candidates. */
  readonly path: Path
}

/** Checks candidates for a value that no other object has. Undefined when they are wrong, which is then reported. */
export function compileUnique(
  { candidates: texts, keep }: PlainUnique,
  { definition, path }: UniqueTarget,
  { compiler }: ReadableSide,
  report: Report,
): UniqueSource | undefined {
  if (!checkTarget(definition, path, report)) return undefined
  const candidates = texts.flatMap((text, i) => {
    const at = [...path, i]
    const isLast = i === texts.length - 1
    const forms = {
      plain: () => compiler.compile(text, 'string'),
      counting: () => compiler.compileCounting(text, 'string'),
    }
    const candidate = report.attempt(at, text, () => (isLast ? lastCandidate(forms) : candidateWithout(forms)))
    if (candidate?.gives.multivalued) {
      const hint = 'Choose one value: cs.attribute[0].'
      report.error({ path: at, message: 'A candidate gives a list where one value is expected', hint })
    }
    return candidate ? [candidate] : []
  })
  return candidates.length === texts.length ? { kind: 'unique', candidates, keep } : undefined
}

function checkTarget({ name, type, multivalued, unique }: MetaverseAttribute, path: Path, report: Report): boolean {
  if (type !== 'string' || multivalued) {
    const is = `${multivalued ? 'multivalued ' : ''}${type}`
    const hint = 'Generate into an attribute that is one string.'
    report.error({ path, message: `Unique candidates give one string, but ${name} is a ${is}`, hint })
    return false
  }
  if (unique) return true
  const hint = `Mark it: metaverse.attributes.${name}: { type: string, unique: true }.`
  report.error({ path, message: `${name} is not unique: nobody would notice that a value is taken`, hint })
  return false
}

interface Forms {
  plain(): CompiledExpression
  counting(): CompiledExpression
}

// Only a last candidate that differs for every n comes to an end, however many objects there are.
function lastCandidate({ plain, counting }: Forms): CompiledExpression {
  const candidate = counting()
  if (!works(plain)) return candidate
  throw new ProblemError({
    code: 'configuration.invalid',
    message: 'The last candidate does not count: once it is taken, nothing is left',
    hint: 'Put the counter n into it: … + string(n).',
  })
}

function candidateWithout({ plain, counting }: Forms): CompiledExpression {
  try {
    return plain()
  } catch (error) {
    if (!works(counting)) throw error
    throw new ProblemError({
      code: 'configuration.invalid',
      message: 'Only the last candidate counts with n',
      hint: 'Leave n out, or move the candidate to the end.',
    })
  }
}

function works(compile: () => unknown): boolean {
  try {
    compile()
    return true
  } catch (error) {
    if (error instanceof ProblemError) return false
    throw error
  }
}
