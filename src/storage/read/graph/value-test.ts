import type { MetaverseAttribute } from '../../../metaverse/schema.js'
import type { Writing } from './column.js'
import type { TextPlace, ValueTest } from './plan.js'

/** How a text is compared without case, in the way of search keys; longer ones are cut as those are. */
export const folded = (value: string): string => `left(normalize(lower(${value}), NFC), 400)`

/** A text as a number; one that is no number has none. */
export const numeric = (value: string): string => `(case when ${value} ~ '^-?[0-9]+$' then (${value})::numeric end)`

export function valueTest(attribute: MetaverseAttribute, test: ValueTest, object: string, writing: Writing): string {
  const { bind, columns } = writing
  const values = columns.values(attribute, object)
  switch (test.kind) {
    case 'present':
      return `(${values} is not null)`
    case 'equals': {
      const exact = one(attribute, values, writing, value => `${value} = any(${bind(test.values)}::text[])`)
      return attribute.indexed ? `(${byKeys(attribute, test.keys, object, writing)} and ${exact})` : exact
    }
    case 'equals-key':
      return attribute.indexed
        ? byKeys(attribute, test.keys, object, writing)
        : one(attribute, values, writing, value => `${folded(value)} = any(${bind(test.keys)}::text[])`)
    case 'text': {
      const exact = one(attribute, values, writing, value => at(test.where, value, bind(test.value)))
      const narrowed = attribute.indexed && !attribute.multivalued && test.where === 'start'
      return narrowed ? `(${keyBegins(attribute, test.key, object, writing)} and ${exact})` : exact
    }
    case 'text-key':
      if (!attribute.indexed)
        return one(attribute, values, writing, value => at(test.where, folded(value), bind(test.key)))
      if (!attribute.multivalued && test.where === 'start') return keyBegins(attribute, test.key, object, writing)
      return one(attribute, columns.keys(attribute, object), writing, key => at(test.where, key, bind(test.key)))
    case 'compare':
      return one(attribute, values, writing, value =>
        attribute.type === 'number'
          ? `${numeric(value)} ${test.operator} ${bind(test.value)}::numeric`
          : `(${value} collate "C") ${test.operator} ${bind(test.value)}`,
      )
  }
}

function one(
  { multivalued }: MetaverseAttribute,
  values: string,
  { alias }: Writing,
  test: (value: string) => string,
): string {
  if (!multivalued) return `(${test(`(${values}->>0)`)})`
  const value = alias()
  return `exists (select from jsonb_array_elements_text(${values}) ${value} (v) where ${test(`${value}.v`)})`
}

function at(place: TextPlace, value: string, sought: string): string {
  if (place === 'start') return `starts_with(${value}, ${sought})`
  return place === 'inside' ? `strpos(${value}, ${sought}) > 0` : `right(${value}, length(${sought})) = ${sought}`
}

/** The one key of a single-valued indexed attribute, as its index has it. */
export const keyOf = (keys: string): string => `((${keys}->>0) collate "C")`

function byKeys(
  attribute: MetaverseAttribute,
  sought: readonly string[],
  object: string,
  { bind, columns }: Writing,
): string {
  const keys = columns.keys(attribute, object)
  if (attribute.multivalued) return `(${keys} ?| ${bind(sought)}::text[])`
  if (sought.length === 1) return `(${keyOf(keys)} = ${bind(sought[0])})`
  // A list could be empty, so that the planner does not see by itself that there must be a key, as the index wants.
  return `(${keys} is not null and ${keyOf(keys)} = any(${bind(sought)}::text[]))`
}

// As a range, which an index serves also when the plan does not know the text yet.
function keyBegins(attribute: MetaverseAttribute, key: string, object: string, { bind, columns }: Writing): string {
  const held = keyOf(columns.keys(attribute, object))
  return `(${held} >= ${bind(key)} and ${held} < ${bind(`${key}\u{10FFFF}`)} and starts_with(${held}, ${bind(key)}))`
}
