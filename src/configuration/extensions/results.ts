import { types } from 'node:util'
import type { Changes } from '../../model/delta.js'
import type { AttributeDefinition, Attributes, AttributeType, Value, Values } from '../../model/value.js'
import { didYouMean } from '../../rules/nearest.js'
import type { Definitions } from './author-views.js'
import { Failure } from './failure.js'
import { DECLINE } from './hub-helpers.js'

/**
 * The values that a flow answered, in canonical text and each once; undefined when it declined. Empty texts are no values.
 * @throws Failure when they are no values, or do not fit where they go
 */
export function valuesOfResult(result: unknown, target: AttributeDefinition | undefined): Values | undefined {
  if (result === undefined || result === null || result === DECLINE) return undefined
  if (!Array.isArray(result)) {
    const value = canonicalValue(result, target)
    return value === '' ? undefined : [value]
  }
  const values = new Set<Value>()
  for (const each of result) values.add(canonicalValue(each, target))
  values.delete('')
  return result.length > 0 && values.size === 0 ? undefined : [...values]
}

function canonicalValue(value: unknown, target: AttributeDefinition | undefined): Value {
  const text = textOf(value, target)
  if (text === '' || target === undefined) return text
  const canonical = FORMS[target.type](text)
  if (canonical === undefined || (types.isUint8Array(value) && target.type !== 'binary')) {
    throw mismatch(`${shown(value)} does not fit ${target.name}, which is a ${target.type}`, target)
  }
  return canonical
}

function textOf(value: unknown, target: AttributeDefinition | undefined): string {
  if (typeof value === 'string') return value
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (typeof value === 'number' && Number.isFinite(value)) return numberText(value)
  if (types.isUint8Array(value)) return Buffer.from(value).toString('base64')
  throw mismatch(`it answered ${shown(value)}, which is no value`, target)
}

// Large numbers would be written with an exponent.
const numberText = (value: number): string => (Number.isInteger(value) ? BigInt(value).toString() : String(value))

/** What a text is in canonical form; undefined when it is none of the type. */
const FORMS: Readonly<Record<AttributeType, (text: string) => Value | undefined>> = {
  string: text => text,
  number: wholeNumber,
  boolean: text => (text === 'true' || text === 'false' ? text : undefined),
  binary: text => (/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text) ? text : undefined),
  reference: () => undefined,
}

function wholeNumber(text: string): Value | undefined {
  if (!/^[-+]?\d+$/.test(text)) return undefined
  const number = BigInt(text.replace('+', ''))
  return BigInt.asIntN(64, number) === number ? number.toString() : undefined
}

const mismatch = (message: string, target: AttributeDefinition | undefined): Failure =>
  new Failure('cs-attribute-type-mismatch', message, HINTS[target?.type ?? 'string'])

const HINTS: Readonly<Record<AttributeType, string>> = {
  string: 'Answer a text, or a list of texts.',
  number: 'Answer a whole number, as number, bigint or text.',
  boolean: 'Answer true or false.',
  binary: 'Answer a Uint8Array, or base64.',
  reference: 'References cannot be given in code: let a reference attribute flow directly.',
}

/**
 * Values by attribute, as an author gives them for an object; without those that have none.
 * @param title what has the attributes
 */
export function newValues(
  given: Readonly<Record<string, unknown>>,
  definitions: Definitions,
  title: string,
): Attributes {
  const entries = Object.entries(given).flatMap(([name, value]) => {
    const values = givenValues(value, definitionIn(definitions, name, title))
    return values.length > 0 ? [[name, values] as const] : []
  })
  return Object.fromEntries(entries)
}

/** What an author sets, as changes; no values take an attribute away. */
export function newChanges(given: Readonly<Record<string, unknown>>, definitions: Definitions, title: string): Changes {
  const entries = Object.entries(given).map(([name, value]) => {
    const values = givenValues(value, definitionIn(definitions, name, title))
    return [name, [{ operation: 'replace', values }]] as const
  })
  return Object.fromEntries(entries)
}

function givenValues(value: unknown, target: AttributeDefinition): Values {
  const values = valuesOfResult(value, target) ?? []
  if (values.length <= 1 || target.multivalued) return values
  throw new Failure(
    'flow-multi-values-to-single-value',
    `it gave ${values.length} values for ${target.name}, which takes one`,
    'Choose one of them, or make the attribute multivalued.',
  )
}

function definitionIn(definitions: Definitions, name: string, title: string): AttributeDefinition {
  const definition = definitions.get(name)
  if (definition !== undefined) return definition
  const hint = didYouMean(name, definitions.keys(), 'Use what the configuration names.')
  throw new Failure('extension-dll-exception', `there is no attribute ${name} of ${title}`, hint)
}

/** A value in a message, cut short. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `“${value.length > 50 ? `${value.slice(0, 50)}…` : value}”`
  if (value === undefined) return 'nothing'
  if (typeof value === 'symbol') return 'a symbol'
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  return Array.isArray(value) ? 'a list' : types.isUint8Array(value) ? 'bytes' : 'an object'
}
