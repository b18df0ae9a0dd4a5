import { type ASTNode, Environment, EvaluationError, type ParseResult } from '@marcbachmann/cel-js'
import { ProblemError } from '../model/problem.js'
import type { AttributeDefinition, AttributeType, Values } from '../model/value.js'
import { type Analysis, analyse } from './expression-ast.js'
import { expressionProblem, problemAt } from './expression-errors.js'
import { registerMacros } from './expression-macros.js'
import { fits, type ResultType, resultType, resultValues } from './expression-result.js'
import { BUILT_IN_FIELDS, type ScopeView, scopeType } from './expression-scope.js'
import { BLOCKED, IGNORED, isAbsence, RaisedError } from './expression-signals.js'
import { EXPRESSION_FUNCTIONS, WORDS } from './functions/all.js'
import { DATE } from './functions/function.js'
import { didYouMean } from './nearest.js'
import { AUTHORITATIVE_NULL, IGNORE_FLOW } from './no-value.js'
import type { Expression, Scope } from './rule-set.js'

/** `cs` is the entry of an inbound rule, `mv` the metaverse object of an outbound rule. */
export type ExpressionVariable = 'cs' | 'mv'

/** An expression with the type that the check found. */
export interface CompiledExpression extends Expression {
  readonly gives: ResultType
  /** Whether it gives something else each time, as with `Guid()`. */
  readonly volatile: boolean
}

/** What a result must be: an attribute's type, or a condition (for `when`). */
export type ExpectedResult = AttributeType | 'condition'

/** Where an expression is used. */
export interface ExpressionUse {
  /** Its value is decided once, so `RandomNum`, `Guid` and `Now` may be in it. */
  readonly once: boolean
}

const ALWAYS: ExpressionUse = { once: false }

export interface ExpressionCompiler {
  /**
   * Parses and type-checks an expression.
   * @throws ProblemError `configuration.invalid` whose `where` has line and column within the text
   */
  compile(text: string, expected?: ExpectedResult, use?: ExpressionUse): CompiledExpression
  /** The same for an expression that can read the counter `n` of unique candidates. */
  compileCounting(text: string, expected?: ExpectedResult): CompiledExpression
}

const FUNCTIONS = functionEnvironment()
const COUNTER = 'n'

/** Makes a compiler for rules over one object type. Reuse it for all of the type's rules: making one is the slow part. */
export function expressionCompiler(
  variable: ExpressionVariable,
  attributes: ReadonlyMap<string, AttributeDefinition>,
): ExpressionCompiler {
  const { view, fields } = scopeType(attributes)
  const typeName = variable === 'cs' ? 'Entry' : 'MetaverseObject'
  const environment = FUNCTIONS.clone()
    .registerType(typeName, { ctor: view, fields })
    .registerVariable(variable, typeName)
  const absentable = (name: string) => !BUILT_IN_FIELDS.has(name) && attributes.get(name)?.multivalued === false

  let counting: Environment | undefined

  function compileIn(parsed: ParseResult, text: string, { once, expected }: Wanted): CompiledExpression {
    const analysis = analyse(parsed.ast, variable)
    checkReads(analysis, attributes, variable)
    if (!once) refuseVolatile(analysis)
    const gives = checkType(parsed, text, { variable, attributes })
    if (expected !== undefined) checkResult(gives, expected, parsed.ast)
    const required = [...analysis.required].filter(absentable)
    const reads = new Set(analysis.reads.map(read => read.name))
    const volatile = analysis.volatile.length > 0
    return { text, reads, gives, volatile, ...evaluator({ parsed, view: new view(), variable, required, text }) }
  }

  return {
    compile: (text, expected, use = ALWAYS) => compileIn(parse(environment, text), text, { ...use, expected }),
    // A candidate is evaluated again until the holders of all values are known, so that random ones would never do.
    compileCounting(text, expected) {
      counting ??= environment.clone().registerVariable(COUNTER, 'int')
      return compileIn(parse(counting, text), text, { ...ALWAYS, expected })
    },
  }
}

interface Wanted extends ExpressionUse {
  readonly expected: ExpectedResult | undefined
}

function functionEnvironment(): Environment {
  const environment = new Environment()
  for (const { signature, description, call } of EXPRESSION_FUNCTIONS) {
    environment.registerFunction(signature, call, { description, async: false })
  }
  registerMacros(environment)
  for (const word of WORDS) environment.registerConstant(word, 'string', word)
  return environment
}

function parse(environment: Environment, text: string): ParseResult {
  if (text.trim() === '') throw problemAt('An expression is empty', { input: text, pos: 0 })
  try {
    return environment.parse(text)
  } catch (error) {
    throw expressionProblem(error, text, FUNCTIONS)
  }
}

function checkReads(analysis: Analysis, attributes: ReadonlyMap<string, AttributeDefinition>, variable: string): void {
  for (const { name, node } of analysis.reads) {
    const definition = attributes.get(name)
    if (BUILT_IN_FIELDS.has(name)) continue
    if (!definition) {
      const names = [...attributes.values()].filter(each => each.type !== 'reference').map(each => each.name)
      throw problemAt(`Unknown attribute ${variable}.${name}`, node, didYouMean(name, names))
    }
    if (definition.type !== 'reference') continue
    throw problemAt(
      `${variable}.${name} is a reference, which expressions cannot read`,
      node,
      'Flow references directly: attribute: source.',
    )
  }
  for (const node of analysis.unclear) {
    const example = `${variable}.attribute or ${variable}['attribute-name']`
    throw problemAt(`${variable} can only be read attribute by attribute`, node, `Write ${example}.`)
  }
}

interface Surroundings {
  readonly variable: ExpressionVariable
  readonly attributes: ReadonlyMap<string, AttributeDefinition>
}

function refuseVolatile({ volatile: [first] }: Analysis): void {
  if (first === undefined) return
  throw problemAt(
    `${first.name} gives something else each time, so what comes of it would never settle`,
    first.node,
    'Use it where a value is decided once: in an export with initialOnly: true.',
  )
}

function checkType(parsed: ParseResult, text: string, around: Surroundings): ResultType {
  const { valid, type, error } = parsed.check()
  if (!valid || type === undefined) throw expressionProblem(error, text, FUNCTIONS, around)
  const gives = resultType(type)
  if (gives) return gives
  if (type === DATE)
    throw problemAt(
      'The expression gives a point in time, which no attribute can hold',
      parsed.ast,
      "Make it text with FormatDateTime(…, 'yyyy-MM-dd'), or a number with NumFromDate(…).",
    )
  throw problemAt(
    `The expression gives ${type}, which no attribute can hold`,
    parsed.ast,
    'Make it text with string(…).',
  )
}

function checkResult(gives: ResultType, expected: ExpectedResult, ast: ASTNode): void {
  const wanted = expected === 'condition' ? 'boolean' : expected
  if (fits(gives.type, wanted) && !(expected === 'condition' && gives.multivalued)) return
  const given = gives.multivalued ? `a list of ${gives.type}` : gives.type
  const hint =
    wanted === 'string'
      ? 'Make it text with string(…).'
      : wanted === 'number'
        ? 'Make it a number with int(…).'
        : undefined
  throw problemAt(`The expression gives ${given} where ${expected} is expected`, ast, hint)
}

interface Parts {
  readonly parsed: ParseResult
  readonly view: ScopeView
  readonly variable: ExpressionVariable
  readonly required: readonly string[]
  readonly text: string
}

function evaluator({ parsed, view, variable, required, text }: Parts): Pick<Expression, 'evaluate' | 'test'> {
  const context: Record<string, unknown> = { [variable]: view }
  const ignored = variable === 'mv' ? IGNORE_FLOW : undefined

  function run(scope: Scope): unknown {
    for (const name of required) if (scope.attributes[name] === undefined) return undefined
    view.hold(scope)
    if (scope.n !== undefined) context[COUNTER] = BigInt(scope.n)
    return parsed(context)
  }

  /** The end of an evaluation without a result. */
  function ended(error: unknown): Values | undefined {
    if (error === BLOCKED) return AUTHORITATIVE_NULL
    if (error === IGNORED) return ignored
    if (isAbsence(error)) return undefined
    throw failed(text, error)
  }

  return {
    evaluate(scope): Values | undefined {
      try {
        const result = run(scope)
        if (typeof result === 'string') return result === '' ? undefined : [result]
        return resultValues(result)
      } catch (error) {
        return ended(error)
      }
    },
    test(scope) {
      try {
        return run(scope) === true
      } catch (error) {
        ended(error)
        return false
      }
    },
  }
}

function failed(text: string, error: unknown): ProblemError {
  if (error instanceof RaisedError) {
    const hint = `The expression ${shortened(text)} raises this error. Correct the object in its source.`
    return new ProblemError({ code: 'expression-failed', message: error.message, hint }, { cause: error })
  }
  const reason =
    error instanceof EvaluationError ? error.summary : error instanceof Error ? error.message : String(error)
  const message = `The expression ${shortened(text)} failed: ${reason}`
  return new ProblemError(
    { code: 'expression-failed', message, hint: 'Correct the value in its source, or the expression.' },
    { cause: error },
  )
}

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text)
