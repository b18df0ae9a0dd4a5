import type { AttributeDefinition, Values } from '../model/value.js'
import type { Scope } from './rule-set.js'

/** Names that every scope has besides its attributes. */
export const BUILT_IN_FIELDS: ReadonlySet<string> = new Set(['dn', 'objectType'])

const CEL_TYPES = { string: 'string', number: 'int', boolean: 'bool', binary: 'string', reference: 'string' } as const

const HELD = Symbol('scope')
const NOTHING: Scope = { attributes: {}, objectType: '' }
const NONE: readonly never[] = []

/** What `cs` or `mv` is while an expression runs: typed fields over the scope, converted when read. */
export interface ScopeView {
  /** Sets the object to read. One view serves one evaluation at a time. */
  hold(scope: Scope): void
}

/** A class with a getter per attribute, and the CEL types of its fields. */
export interface ScopeType {
  readonly view: new () => ScopeView
  readonly fields: Record<string, string>
}

/** Makes the type of `cs` or `mv`. References are left out: they are rows, which expressions do not see. */
export function scopeType(attributes: ReadonlyMap<string, AttributeDefinition>): ScopeType {
  class View implements ScopeView {
    [HELD]: Scope = NOTHING
    hold(scope: Scope): void {
      this[HELD] = scope
    }
  }
  const fields: Record<string, string> = { dn: 'string', objectType: 'string' }
  const define = (name: string, get: (this: View) => unknown) => Object.defineProperty(View.prototype, name, { get })
  for (const definition of attributes.values()) {
    if (definition.type === 'reference' || BUILT_IN_FIELDS.has(definition.name)) continue
    const { name } = definition
    const type = CEL_TYPES[definition.type]
    fields[name] = definition.multivalued ? `list<${type}>` : type
    const convert = converter(definition)
    define(name, function () {
      return convert(this[HELD].attributes[name])
    })
  }
  define('dn', function () {
    return this[HELD].dn
  })
  define('objectType', function () {
    return this[HELD].objectType
  })
  return { view: View, fields }
}

function converter(definition: AttributeDefinition): (values: Values | undefined) => unknown {
  const one = READERS[definition.type]
  if (definition.multivalued) return one === text ? values => values ?? NONE : values => values?.map(one) ?? NONE
  return values => (values === undefined ? undefined : one(values[0] ?? ''))
}

const text = (value: string): unknown => value
const READERS = {
  string: text,
  binary: text,
  reference: text,
  number: (value: string): unknown => BigInt(value),
  boolean: (value: string): unknown => value.toLowerCase() === 'true',
}
