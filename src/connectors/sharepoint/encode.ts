import type { AttributeChange } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import type { Values } from '../../model/value.js'
import { changedValues } from '../kit/changes.js'
import { accountKey, accountOf } from './account.js'
import { ACCOUNT_PROPERTY, GUID_PROPERTY, PHOTO_ATTRIBUTE } from './names.js'
import type { Profile, PropertyDescription } from './profiles.js'
import { type Property, valuesIn, type WrittenProperty } from './properties.js'
import { isPerson, xmlTypeOf } from './schema.js'

export type Schema = ReadonlyMap<string, PropertyDescription>

export const schemaOf = (properties: readonly PropertyDescription[]): Schema =>
  new Map(properties.map(property => [property.name.toLowerCase(), property]))

/** What is to be written of one object, or why it cannot be. */
export type Encoded =
  | { readonly ok: true; readonly properties: readonly WrittenProperty[] }
  | { readonly ok: false; readonly problem: Problem }

/** New values by attribute, as properties of the farm. */
export function encodeValues(values: Readonly<Record<string, Values>>, schema: Schema, dn: string): Encoded {
  const properties: WrittenProperty[] = []
  for (const [name, list] of Object.entries(values)) {
    if (name === PHOTO_ATTRIBUTE) continue
    const encoded = encodeOne(name, list, { schema, dn })
    if ('code' in encoded) return { ok: false, problem: encoded }
    properties.push(encoded)
  }
  return { ok: true, properties }
}

interface Target {
  readonly schema: Schema
  readonly dn: string
}

function encodeOne(name: string, values: Values, { schema, dn }: Target): WrittenProperty | Problem {
  const where = { dn, attribute: name }
  const description = schema.get(name.toLowerCase())
  if (description === undefined)
    return {
      code: 'schema-violation',
      message: `The farm has no profile property ${name}.`,
      hint: 'Create it in Central Administration, or take the flow away. Discovery lists the properties there are.',
      where,
    }
  if (!description.editable || FIXED.has(description.name))
    return {
      code: 'readonly-attribute',
      message: `The property ${name} cannot be written: the farm sets it itself.`,
      hint: 'Take the flow away, or make the property editable by administrators.',
      where,
    }
  if (!isPerson(description)) return { name: description.name, values, type: xmlTypeOf(description) }
  const accounts = values.map(accountOf)
  const unnamed = accounts.indexOf(undefined)
  if (unnamed >= 0)
    return {
      code: 'dn-attributes-failure',
      message: `${name} refers to ${values[unnamed]}, which is no account name.`,
      hint: 'A person property names another profile of this farm by its account name.',
      where,
    }
  return { name: description.name, values: accounts as string[], type: xmlTypeOf(description) }
}

const FIXED: ReadonlySet<string> = new Set([ACCOUNT_PROPERTY, GUID_PROPERTY])

/** Whether the new values depend on those the farm has: references of several values are changed one by one. */
export const needsCurrent = (changes: Readonly<Record<string, readonly AttributeChange[]>>): boolean =>
  Object.values(changes).some(list => list.some(({ operation }) => operation !== 'replace'))

/** The values of an attribute after its changes; `current` as the farm has it. */
export function valuesAfter(name: string, list: readonly AttributeChange[], current: Profile): Values {
  // Accounts are compared without case; one that is held already stays as the farm spells it.
  const held = new Map(valuesIn(current, name).map(value => [accountKey(value), value]))
  const own = (value: string): string => held.get(accountKey(accountOf(value) ?? value)) ?? value
  return changedValues(
    [...held.values()],
    list.map(change => ({ ...change, values: change.values.map(own) })),
  )
}

/**
 * Whether the profile has something else in the properties than what was to be written, in whatever spelling the farm keeps it: what is absent
 * may not have been written yet.
 */
export const isUnlike = (profile: Profile, written: readonly WrittenProperty[]): boolean =>
  written.some(property => {
    const held = profile.find(one => one.name === property.name)
    if (held === undefined || held.values.length === 0) return false
    const known = new Set(spellings(held))
    return (
      held.values.length !== property.values.length ||
      property.values.some(value => !known.has(spelling(value, property.type)))
    )
  })

const spellings = ({ values }: Property): string[] =>
  values.flatMap(({ text, type }) => [spelling(text, type ?? ''), text])

function spelling(text: string, type: string): string {
  if (type !== 'dateTime') return text.toLowerCase()
  const time = Date.parse(text)
  return Number.isNaN(time) ? text : String(time)
}
