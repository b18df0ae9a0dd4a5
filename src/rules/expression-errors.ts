import { TypeError as CelTypeError, type Environment, EvaluationError, ParseError } from '@marcbachmann/cel-js'
import { ProblemError } from '../model/problem.js'
import type { AttributeDefinition } from '../model/value.js'
import { nearest } from './nearest.js'

interface Spot {
  readonly input?: string
  readonly pos: number
  readonly start?: number
}

interface Surroundings {
  readonly variable: string
  readonly attributes: ReadonlyMap<string, AttributeDefinition>
}

/** A problem at a place within an expression; line and column count from 1. */
export function problemAt(message: string, spot: Spot, hint?: string): ProblemError {
  const before = (spot.input ?? '').slice(0, spot.start ?? spot.pos)
  const line = before.split('\n').length
  const column = before.length - before.lastIndexOf('\n')
  return new ProblemError({ code: 'configuration.invalid', message, ...(hint && { hint }), where: { line, column } })
}

/** What the library says about a wrong expression, as a problem with a remedy. */
export function expressionProblem(
  error: unknown,
  text: string,
  functions: Environment,
  around?: Surroundings,
): ProblemError {
  if (!(error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError)) {
    // The library finds several operators for parts whose type is open on both sides.
    if (error instanceof Error && error.message.includes('overlaps with'))
      return problemAt('The type of a part is unclear', { input: text, pos: 0 }, OPEN_HINT)
    throw error
  }
  const spot = { input: text, pos: error.range?.start ?? 0 }
  const advice = ADVICE[error.code]?.(error.summary, functions, around)
  return problemAt(advice?.message ?? error.summary, spot, advice?.hint ?? hintFor(error))
}

const OPEN_HINT = 'NULL, AuthoritativeNull, IgnoreThisFlow and Error(…) stand as a whole result, not within + or ==.'

interface Advice {
  readonly message?: string
  readonly hint?: string | undefined
}
type Adviser = (summary: string, functions: Environment, around: Surroundings | undefined) => Advice | undefined

/** Names that people from other languages try first. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  lower: 'LCase',
  upper: 'UCase',
  tolower: 'LCase',
  toupper: 'UCase',
  substring: 'Mid',
  length: 'Len',
  concat: '+',
  iif: 'IIF',
  coalesce: 'has(cs.a) ? cs.a : cs.b',
  isnull: '!IsPresent',
  normalize: 'NormalizeAscii',
  isnotnull: 'IsPresent',
  substr: 'Mid',
  format: 'FormatDateTime',
  random: 'RandomNum',
  newguid: 'Guid',
  and: '&&',
  or: '||',
  not: '!',
  proper: 'PCase',
}

const ADVICE: Readonly<Record<string, Adviser>> = {
  no_matching_overload(summary, functions) {
    const [, name, types] = /'(?:[\w<>]+\.)?(\w+)\((.*)\)'/.exec(summary) ?? []
    if (name === undefined) return undefined
    const known = functions.getDefinitions().functions
    const overloads = known.filter(each => each.name === name).map(each => each.signature)
    if (overloads.length > 0)
      return { message: `${name}(${types}) does not exist`, hint: `There is ${overloads.slice(0, 4).join(' and ')}.` }
    const meant = OTHER_NAMES[name.toLowerCase()] ?? nearest(name, new Set(known.map(each => each.name)))
    return { message: `Unknown function ${name}`, hint: meant ? `Did you mean ${meant}?` : undefined }
  },
  unknown_variable(summary, _functions, around) {
    const name = summary.replace('Unknown variable: ', '')
    if (!around) return undefined
    const { variable, attributes } = around
    const direction =
      variable === 'cs' ? 'An inbound rule sees the entry as cs' : 'An outbound rule sees the metaverse object as mv'
    const hint = attributes.has(name)
      ? `Write ${variable}.${name}, or '${name}' for the text.`
      : `${direction}; texts stand in quotes.`
    return { message: `Unknown name ${name}`, hint }
  },
  no_such_overload(summary) {
    const [, left, operator, right] = /no such overload: (\S+) (\S+) (\S+)/.exec(summary) ?? []
    if (operator === undefined) return undefined
    const message = `${operator} does not work between ${left} and ${right}`
    return {
      message,
      hint: left === 'string' || right === 'string' ? 'Make both text: string(…).' : 'Both sides must have one type.',
    }
  },
}

/** What people write who come from MIM and Entra. */
const OTHER_SIGNS: Readonly<Record<string, string>> = {
  '&': 'Texts are joined with +, conditions with &&; a hexadecimal number is 0x2.',
  $: 'Variables have no $: Select(item, cs.phones, LCase(item)).',
  '=': 'Values are compared with ==.',
  '%': 'There are no parameters in %…%: write the value.',
}

function hintFor(error: ParseError | CelTypeError | EvaluationError): string | undefined {
  const sign = /^Unexpected character: (.)/.exec(error.summary)?.[1]
  if (sign !== undefined && OTHER_SIGNS[sign] !== undefined) return OTHER_SIGNS[sign]
  if (error.code === 'incompatible_ternary_branches')
    return 'Both branches must have one type; null as the last word gives nothing.'
  if (error instanceof ParseError) return 'Expressions are CEL: "a" + b, a == b, condition ? yes : no, has(cs.a).'
  return undefined
}
