import type { Actor } from '../access/actor.js'
import { authorize } from '../access/authorize.js'
import type { CheckedConfiguration } from '../configuration/check.js'
import { createSandbox, type Sandbox, TimeOut } from '../configuration/extensions/sandbox.js'
import { rulesOf } from '../configuration/rules-of.js'
import { ProblemError } from '../model/problem.js'
import type { Values } from '../model/value.js'
import { type CompiledExpression, type ExpressionUse, expressionCompiler } from '../rules/expression.js'
import type { ResultType } from '../rules/expression-result.js'
import { AUTHORITATIVE_NULL, IGNORE_FLOW } from '../rules/no-value.js'
import { type ExpressionOn, type ExpressionSubject, findSubject } from './expression-subject.js'
import type { Hub } from './hub.js'
import { schemaOf } from './schema.js'

export interface EvaluationRequest {
  readonly expression: string
  /** Undefined for an expression that reads nothing. */
  readonly on?: ExpressionOn
  /** A configuration whose attributes count instead of those in force. */
  readonly configuration?: CheckedConfiguration
}

/**
 * What came of an evaluation. `authoritative-null` and `ignored` are what `AuthoritativeNull` and `IgnoreThisFlow` say;
 * `not-evaluated`: the expression is right, but reads an object, and none was named.
 */
export const EVALUATION_OUTCOMES = ['value', 'no-value', 'authoritative-null', 'ignored', 'not-evaluated'] as const
export type EvaluationOutcome = (typeof EVALUATION_OUTCOMES)[number]

export interface Evaluation {
  readonly gives: ResultType
  readonly outcome: EvaluationOutcome
  readonly values: Values
  /** The attributes that it reads. */
  readonly reads: readonly string[]
  /** Whether it gives something else each time. */
  readonly volatile: boolean
}

const NOTHING: ExpressionSubject = { variable: 'cs', attributes: new Map(), objectType: '', scope: undefined }
const ANY_VALUE: ExpressionUse = { once: true }

/** Readers may try expressions, so that neither a long one nor one that takes long may keep the process from its work. */
const LONGEST = 10_000
const MILLISECONDS = 250
let sandbox: Sandbox | undefined

/**
 * Checks an expression as a plan would, and evaluates it. Changes nothing.
 * @throws ProblemError `configuration.invalid` with line and column in the expression when it is wrong; `expression-failed` when it
 *   fails for this object; `request.not-found`, `request.invalid`, `access.denied`
 */
export async function evaluateExpression(hub: Hub, actor: Actor, request: EvaluationRequest): Promise<Evaluation> {
  const { expression: text, on, configuration } = request
  if (text.length > LONGEST) {
    const message = `The expression has ${text.length} characters.`
    throw new ProblemError({ code: 'request.invalid', message, hint: `At most ${LONGEST} are evaluated.` })
  }
  // What reads nothing takes time all the same: it is for the staff, not for farms.
  if (on === undefined) authorize(actor, 'read-agents')
  const rules = configuration === undefined ? await schemaOf(hub) : rulesOf(configuration)
  const subject = on === undefined ? NOTHING : await findSubject({ hub, actor, rules }, on)
  const compiled = expressionCompiler(subject.variable, subject.attributes).compile(text, undefined, ANY_VALUE)
  const { gives, volatile } = compiled
  return { gives, volatile, reads: [...compiled.reads].sort(), ...evaluated(compiled, subject) }
}

function evaluated(
  expression: CompiledExpression,
  { scope, objectType }: ExpressionSubject,
): Pick<Evaluation, 'outcome' | 'values'> {
  if (scope === undefined && expression.reads.size > 0) return { outcome: 'not-evaluated', values: [] }
  const values = inTime(() => expression.evaluate(scope ?? { attributes: {}, objectType }))
  if (values === undefined) return { outcome: 'no-value', values: [] }
  if (values === AUTHORITATIVE_NULL) return { outcome: 'authoritative-null', values }
  return values === IGNORE_FLOW ? { outcome: 'ignored', values } : { outcome: 'value', values }
}

function inTime<T>(work: () => T): T {
  sandbox ??= createSandbox()
  try {
    return sandbox.limited(work, MILLISECONDS)
  } catch (error) {
    if (!(error instanceof TimeOut)) throw error
    throw new ProblemError({
      code: 'expression-failed',
      message: `The expression took longer than ${MILLISECONDS} ms.`,
      hint: 'Look for a pattern in matches(…) that tries the same text in many ways.',
    })
  }
}
