import pg from 'pg'
import type { Bind } from './page.js'

/** How an attribute is kept, which decides how it is searched. */
export interface SearchedAttribute {
  readonly name: string
  readonly multivalued: boolean
  /** Its search keys are kept, and have an index. */
  readonly indexed: boolean
}

/** A condition on metaverse objects. Texts are search keys already: folded, in composed form. */
export type ObjectCondition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly ObjectCondition[] }
  | { readonly kind: 'not'; readonly condition: ObjectCondition }
  | { readonly kind: 'equals'; readonly attribute: SearchedAttribute; readonly keys: readonly string[] }
  | { readonly kind: 'starts-with' | 'contains'; readonly attribute: SearchedAttribute; readonly key: string }
  | { readonly kind: 'present'; readonly attribute: SearchedAttribute }
  | { readonly kind: 'refers'; readonly attribute: string; readonly target: number | undefined }

export function toSql(condition: ObjectCondition, bind: Bind): string {
  switch (condition.kind) {
    case 'all':
      return condition.of.length === 0 ? 'true' : `(${condition.of.map(each => toSql(each, bind)).join(' and ')})`
    case 'any':
      return condition.of.length === 0 ? 'false' : `(${condition.of.map(each => toSql(each, bind)).join(' or ')})`
    case 'not':
      // A test of an absent value is null, which is not true either.
      return `((${toSql(condition.condition, bind)}) is not true)`
    case 'present':
      return `(o.attributes ? ${bind(condition.attribute.name)})`
    case 'refers':
      return refers(condition.attribute, condition.target, bind)
    case 'equals':
      return equals(condition.attribute, condition.keys, bind)
    case 'starts-with':
      return like(condition.attribute, `${escapeLike(condition.key)}%`, bind)
    case 'contains':
      return like(condition.attribute, `%${escapeLike(condition.key)}%`, bind)
  }
}

function refers(attribute: string, target: number | undefined, bind: Bind): string {
  const to = target === undefined ? '' : ` and m.target_id = ${bind(target)}`
  return `exists (select from metaverse_reference m where m.object_id = o.id and m.attribute = ${bind(attribute)}${to})`
}

// The attribute is part of the text, so that the expression index made for it applies.
function equals({ name, multivalued, indexed }: SearchedAttribute, keys: readonly string[], bind: Bind): string {
  if (!indexed) return anyValue(name, `${FOLDED} = any(${bind(keys)}::text[])`)
  const held = `o.keys->${pg.escapeLiteral(name)}`
  return multivalued
    ? `(${held} ?| ${bind(keys)}::text[])`
    : `(((${held}->>0) collate "C") = any(${bind(keys)}::text[]))`
}

function like({ name, multivalued, indexed }: SearchedAttribute, pattern: string, bind: Bind): string {
  if (!indexed) return anyValue(name, `${FOLDED} like ${bind(pattern)}`)
  const held = `o.keys->${pg.escapeLiteral(name)}`
  if (!multivalued) return `(((${held}->>0) collate "C") like ${bind(pattern)})`
  return `exists (select from jsonb_array_elements_text(${held}) v where v like ${bind(pattern)})`
}

const FOLDED = 'normalize(lower(v), NFC)'

const anyValue = (name: string, test: string): string =>
  `exists (select from jsonb_array_elements_text(o.attributes->${pg.escapeLiteral(name)}) v where ${test})`

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&')
