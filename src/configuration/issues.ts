import type { z } from 'zod'
import type { Problem } from '../model/problem.js'
import { didYouMean } from '../rules/nearest.js'
import type { Locate, Path } from './place.js'
import { keysAt } from './schema-keys.js'

type Issue = z.core.$ZodIssue

export interface IssueContext {
  readonly schema: z.ZodType
  /** What was checked. */
  readonly value: unknown
  /** Where it stands in the document. */
  readonly at: Path
  readonly locate: Locate
}

/** What a schema finds wrong, as problems with places and remedies. */
export function problemsOf(issues: readonly Issue[], context: IssueContext): Problem[] {
  return issues.flatMap(issue => problemsOfIssue(issue, [], context))
}

interface Finding {
  readonly path: Path
  readonly message: string
  readonly hint?: string | undefined
  readonly part?: 'key'
}

function problemsOfIssue(issue: Issue, above: Path, context: IssueContext): Problem[] {
  const path = [...above, ...(issue.path as Path)]
  if (issue.code === 'invalid_union') return problemsOfUnion(issue, path, context)
  return findings(issue, path, context).map(({ path: found, message, hint, part }) => ({
    code: 'configuration.invalid',
    message,
    ...(hint && { hint }),
    where: context.locate([...context.at, ...found], part),
  }))
}

// Of a union's branches only the one is told that the author most likely meant.
function problemsOfUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  context: IssueContext,
): Problem[] {
  const value = valueAt(context.value, path)
  const fitting = issue.errors.filter(branch => !branch.some(each => isOtherKind(each, value)))
  const whole = { code: 'configuration.invalid' as const, where: context.locate([...context.at, ...path]) }
  if ('discriminator' in issue && path.at(-1) === issue.discriminator) {
    const allowed = choices(issue)
    const hint = didYouMean(String(value), allowed)
    const message =
      value === undefined ? `${issue.discriminator} is missing` : `${found(value)} is none of ${allowed.join(', ')}`
    return [{ ...whole, message, hint: hint ?? `Expected ${allowed.join(' or ')}.` }]
  }
  if (fitting.length === 0) {
    const kinds = [
      ...new Set(
        issue.errors
          .flat()
          .filter(each => each.path.length === 0)
          .map(kindOf),
      ),
    ]
    const expected = kinds.join(' or ') || 'a mapping'
    return [{ ...whole, message: `Expected ${expected}, found ${found(value)}` }]
  }
  const missing = fitting.flatMap(branch =>
    branch.length === 1 && isMissing(branch[0], value) ? [String(branch[0]?.path[0])] : [],
  )
  if (missing.length === fitting.length && missing.length > 1) {
    return [{ ...whole, message: `Expected one of the keys ${missing.join(', ')}` }]
  }
  const unknown = fitting.map(branch => branch.filter(each => each.code === 'unrecognized_keys'))
  const best = unknown.every(each => each.length > 0) ? fewest(unknown) : fewest(fitting)
  return best.flatMap(each => problemsOfIssue(each, path, context))
}

function choices(issue: Extract<Issue, { code: 'invalid_union' }>): string[] {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []
}

const fewest = (branches: readonly (readonly Issue[])[]): readonly Issue[] =>
  [...branches].sort((a, b) => size(a) - size(b))[0] ?? []

// An issue of unknown keys counts once for each of them.
const size = (branch: readonly Issue[]): number =>
  branch.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0)

const isMissing = (issue: Issue | undefined, value: unknown): boolean =>
  issue?.path.length === 1 && valueAt(value, issue.path as Path) === undefined

function isOtherKind(issue: Issue, value: unknown): boolean {
  if (issue.path.length > 0) return false
  if (issue.code === 'invalid_type') return true
  return issue.code === 'invalid_value' && typeof value !== 'string'
}

function findings(issue: Issue, path: Path, context: IssueContext): Finding[] {
  const value = valueAt(context.value, path)
  const key = path.at(-1)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(unknown => unknownKey(unknown, path, context))
    case 'invalid_type':
      if (value === undefined) {
        const parent = path.slice(0, -1)
        return [{ path: parent, part: 'key', message: `${key} is missing`, hint: `Expected ${key}: ${kindOf(issue)}.` }]
      }
      return [{ path, message: `Expected ${kindOf(issue)}, found ${found(value)}` }]
    case 'invalid_value': {
      const allowed = issue.values.map(String)
      const hint = didYouMean(String(value), allowed) ?? `Expected ${allowed.join(', ')}.`
      if (value === undefined)
        return [
          {
            path: path.slice(0, -1),
            part: 'key',
            message: `${key} is missing`,
            hint: `Expected ${key}: ${allowed.join(' or ')}.`,
          },
        ]
      return [{ path, message: `${found(value)} is none of ${allowed.join(', ')}`, hint }]
    }
    case 'invalid_key':
      return [{ path, part: 'key', message: `${key} is not ${issue.issues[0]?.message ?? 'a name'}` }]
    case 'too_small':
      return [
        {
          path,
          message: `${found(value)} is too ${sizeOf(value)}`,
          hint: `Expected ${bound('at least', issue.minimum, value)}.`,
        },
      ]
    case 'too_big':
      return [
        { path, message: `${found(value)} is too much`, hint: `Expected ${bound('at most', issue.maximum, value)}.` },
      ]
    case 'invalid_format':
      return [{ path, message: `${found(value)} is not ${lowerFirst(issue.message)}` }]
    default:
      return [{ path, message: issue.message }]
  }
}

function unknownKey(unknown: string, path: Path, context: IssueContext): Finding {
  const known = keysAt(context.schema, path)
  const at: Path = [...path, unknown]
  if (known.includes(unknown)) {
    const others = Object.keys(valueAt(context.value, path) as object).filter(
      each => each !== unknown && known.includes(each),
    )
    return {
      path: at,
      part: 'key',
      message: `${unknown} cannot be combined with ${others.join(', ')}`,
      hint: 'Keep one of them.',
    }
  }
  const hint = didYouMean(unknown, known) ?? `Known here: ${known.join(', ')}.`
  return { path: at, part: 'key', message: `Unknown key ${unknown}`, hint: known.length > 0 ? hint : undefined }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'null',
}

function kindOf(issue: Issue): string {
  if (issue.code === 'invalid_value') return `one of ${issue.values.join(', ')}`
  return issue.code === 'invalid_type' ? (KINDS[issue.expected] ?? issue.expected) : issue.message
}

function found(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (value === null || typeof value !== 'object') return value === '' ? 'an empty text' : String(value)
  return 'a mapping'
}

const sizeOf = (value: unknown): string => (typeof value === 'number' ? 'small' : 'short')

function bound(word: string, size: number | bigint, value: unknown): string {
  const unit = Array.isArray(value)
    ? size === 1
      ? ' entry'
      : ' entries'
    : typeof value === 'string'
      ? ' characters'
      : ''
  return `${word} ${size}${unit}`
}

const lowerFirst = (text: string): string => {
  const plain = text.replace(/^Expected /, '').replace(/\.$/, '')
  return plain.charAt(0).toLowerCase() + plain.slice(1)
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined
    at = (at as Record<string | number, unknown>)[step]
  }
  return at
}
