import { searchKey } from '../metaverse/keys.js'
import type { MetaverseAttribute } from '../metaverse/schema.js'
import { ProblemError } from '../model/problem.js'
import { didYouMean } from '../rules/nearest.js'
import type { RuleSet } from '../rules/rule-set.js'
import { notSeen } from '../storage/read/graph/column.js'
import type { Visibility } from '../storage/read/graph/plan.js'
import type { ObjectCondition } from '../storage/read/object-condition.js'

/**
 * A search for metaverse objects: tests of one attribute, or other searches combined; what stands side by side must all hold.
 * Texts are compared without case. A reference attribute is compared with the objects it refers to.
 */
export interface ObjectWhere {
  readonly attribute?: string
  readonly equals?: string
  readonly in?: readonly string[]
  readonly startsWith?: string
  readonly contains?: string
  readonly present?: boolean
  /** For reference attributes: the metaverse object they refer to. */
  readonly refersTo?: number
  readonly and?: readonly ObjectWhere[]
  readonly or?: readonly ObjectWhere[]
  readonly not?: ObjectWhere
}

/** By which rules a search is understood, and what who asks sees. */
export interface Asked {
  readonly rules: RuleSet
  readonly sight: Visibility
}

/** @throws ProblemError `request.invalid`; `access.denied` for an attribute that is not seen */
export function whereToCondition(where: ObjectWhere, asked: Asked): ObjectCondition {
  const deeper = (each: ObjectWhere): ObjectCondition => whereToCondition(each, asked)
  const all: ObjectCondition[] = [
    ...(where.attribute === undefined
      ? withoutAttribute(where)
      : testsOf(attributeNamed(where.attribute, asked), where)),
    ...(where.and ?? []).map(deeper),
    ...(where.or === undefined ? [] : [{ kind: 'any' as const, of: where.or.map(deeper) }]),
    ...(where.not === undefined ? [] : [{ kind: 'not' as const, condition: deeper(where.not) }]),
  ]
  return { kind: 'all', of: all }
}

const TESTS = ['equals', 'in', 'startsWith', 'contains', 'present', 'refersTo'] as const

function withoutAttribute(where: ObjectWhere): [] {
  const test = TESTS.find(name => where[name] !== undefined)
  if (test === undefined) return []
  throw invalid(`${test} stands without an attribute`, 'Name the attribute that it tests.')
}

function testsOf(attribute: MetaverseAttribute, where: ObjectWhere): ObjectCondition[] {
  const given = TESTS.filter(name => where[name] !== undefined)
  if (given.length === 0) throw invalid(`${attribute.name} is not tested`, `Add one of ${TESTS.join(', ')}.`)
  return given.map(name =>
    attribute.type === 'reference' ? referenceTest(attribute, where, name) : valueTest(attribute, where, name),
  )
}

function valueTest(attribute: MetaverseAttribute, where: ObjectWhere, test: (typeof TESTS)[number]): ObjectCondition {
  const key = (value: string | undefined): string => searchKey(value ?? '')
  switch (test) {
    case 'equals':
      return { kind: 'equals', attribute, keys: [key(where.equals)] }
    case 'in':
      return { kind: 'equals', attribute, keys: (where.in ?? []).map(key) }
    case 'startsWith':
      return { kind: 'starts-with', attribute, key: key(where.startsWith) }
    case 'contains':
      return { kind: 'contains', attribute, key: key(where.contains) }
    case 'present':
      return presence({ kind: 'present', attribute }, where.present)
    case 'refersTo':
      throw invalid(`${attribute.name} is no reference`, 'Use equals, in, startsWith, contains or present.')
  }
}

function referenceTest(
  { name }: MetaverseAttribute,
  where: ObjectWhere,
  test: (typeof TESTS)[number],
): ObjectCondition {
  if (test === 'refersTo') return { kind: 'refers', attribute: name, target: where.refersTo }
  if (test === 'present') return presence({ kind: 'refers', attribute: name, target: undefined }, where.present)
  throw invalid(`${name} is a reference and has no text`, 'Use refersTo with the id of an object, or present.')
}

const presence = (condition: ObjectCondition, present: boolean | undefined): ObjectCondition =>
  present === false ? { kind: 'not', condition } : condition

function attributeNamed(name: string, { rules, sight }: Asked): MetaverseAttribute {
  if (!sight.sees(name)) throw notSeen(name)
  const found = rules.metaverse.attributes.get(name)
  if (found !== undefined) return found
  const hint = didYouMean(
    name,
    rules.metaverse.attributes.keys(),
    'The configuration lists the attributes of the metaverse.',
  )
  throw invalid(`The metaverse has no attribute “${name}”`, hint ?? '')
}

const invalid = (message: string, hint: string): ProblemError =>
  new ProblemError({ code: 'request.invalid', message, hint })
