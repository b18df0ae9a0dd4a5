import type { AttributeDefinition } from '../../model/value.js'
import type { ObjectTypeSelection } from '../connector.js'
import type { Schema } from '../kit/ldap/schema.js'
import { definitionsOf } from '../kit/selection.js'
import type { LoggedChange, LogRecord } from './log-record.js'

/** What a change of one attribute means for an agent. */
export interface AttributeRule {
  /** How to read it, when a type selects it. */
  readonly definition: AttributeDefinition | undefined
  /**
   * Whether single values are told apart as they are written. Else a server may delete “Abc” when asked to delete “abc”, and
   * a change by value says too little.
   */
  readonly isExact: boolean
  /** Whether it may bring the object in or out, or make it another type. */
  readonly decides: boolean
}

/** Finds the rule of an attribute by whatever name a log gives it. */
export type AttributeRules = (name: string) => AttributeRule

const EXACT = /^(caseExact(IA5)?Match|octetStringMatch|integerMatch|booleanMatch|generalizedTimeMatch|UUIDMatch)$/i
const MENTIONED = /\(\s*([A-Za-z0-9.-]+)(?:;[^=<>~:)]*)?\s*(?:[~<>]?=|:)/g

/** In every record, and of interest to nobody. */
const OPERATIONAL = new Set(['entrycsn', 'modifiersname', 'modifytimestamp'])

/** Finds the rules that some records need. The schema is read only when they cannot be understood without it. */
export function rulesFor(
  types: readonly ObjectTypeSelection[],
  filter: string | undefined,
  schema: () => Promise<Schema>,
): (records: readonly LogRecord[]) => Promise<AttributeRules> {
  const definitions = definitionsOf(types)
  const isPlain = ({ type, operation, values }: LoggedChange): boolean => {
    const name = (type.split(';')[0] ?? '').toLowerCase()
    if (OPERATIONAL.has(name)) return true
    const definition = definitions.get(name)
    const isWhole = operation === 'replace' || (operation === 'delete' && values.length === 0)
    return name !== 'objectclass' && definition !== undefined && (isWhole || definition.type === 'reference')
  }
  const plain = attributeRules(types, { attributeTypes: [], objectClasses: [] }, undefined)
  let whole: AttributeRules | undefined
  return async records => {
    const changes = records.flatMap(record => (record.kind === 'modify' ? record.changes : []))
    if (whole === undefined && filter === undefined && changes.every(isPlain)) return plain
    whole ??= attributeRules(types, await schema(), filter)
    return whole
  }
}

function attributeRules(
  types: readonly ObjectTypeSelection[],
  { attributeTypes }: Schema,
  filter: string | undefined,
): AttributeRules {
  const definitions = definitionsOf(types)
  const described = new Map(
    attributeTypes.flatMap(one => [one.oid, ...one.names].map(name => [name.toLowerCase(), one])),
  )
  const mentioned = new Set([...(filter ?? '').matchAll(MENTIONED)].map(match => (match[1] ?? '').toLowerCase()))
  // A filter that matches names by rule may be about any attribute.
  const anything = /:[^)=]*=/.test(filter ?? '')

  const namesOf = (name: string): string[] => {
    const one = described.get(name)
    return one === undefined ? [name] : [one.oid, ...one.names].map(each => each.toLowerCase())
  }
  const isMentioned = (name: string, depth = 0): boolean =>
    namesOf(name).some(each => mentioned.has(each)) ||
    (depth < 10 && (described.get(name)?.superiors ?? []).some(above => isMentioned(above.toLowerCase(), depth + 1)))
  const equalityOf = (name: string, depth = 0): string | undefined => {
    const one = described.get(name)
    return (
      one?.equality ??
      (one?.superiors[0] === undefined || depth > 10
        ? undefined
        : equalityOf(one.superiors[0].toLowerCase(), depth + 1))
    )
  }
  const ruleOf = (name: string): AttributeRule => {
    const definition = namesOf(name).flatMap(each => definitions.get(each) ?? [])[0]
    return {
      definition,
      isExact: definition?.type === 'reference' || EXACT.test(equalityOf(name) ?? ''),
      decides: name === 'objectclass' || anything || isMentioned(name),
    }
  }
  const known = new Map<string, AttributeRule>()
  return name => {
    const key = name.toLowerCase()
    const held = known.get(key) ?? ruleOf(key)
    known.set(key, held)
    return held
  }
}
