import type { AttributeDefinition } from '../../../model/value.js'
import type { ObjectTypeSelection } from '../../connector.js'
import type { Dialect, ValueDecoder } from './dialect.js'

/** What one attribute description of an answer is good for. */
export type Slot = { readonly kind: 'ignored' } | WantedSlot

export interface WantedSlot {
  readonly kind: 'wanted'
  readonly isObjectClass: boolean
  readonly isAnchor: boolean
  /** How to read it as an attribute, when it is selected. */
  readonly definition?: AttributeDefinition
  /** How to read it when it is read in another way than the standard says. */
  readonly decode?: ValueDecoder
  /** The types that select it, when not all of them do. */
  readonly onlyIn?: ReadonlySet<string>
  /** The first value of the next part, when the server gave a part of the values. */
  readonly rest?: number
}

/** Finds the slot of an attribute description as the server spells it. */
export type Slots = (description: string) => Slot

const IGNORED: Slot = { kind: 'ignored' }
const RANGE = /^range=(\d+)-(\d+|\*)$/
const MAX_REMEMBERED = 5_000

/**
 * Of attribute options `;binary` and `;range=` are understood; a value with any other (`;lang-de`) is another attribute
 * and is ignored.
 */
export function slotsOf(types: readonly ObjectTypeSelection[], anchor: string, dialect: Dialect = {}): Slots {
  const known = new Map<string, Slot>()
  const selected = selectedAttributes(types)
  const anchorKey = anchor.toLowerCase()

  const find = (description: string): Slot => {
    const [name = '', ...options] = description.toLowerCase().split(';')
    const range = options.map(option => RANGE.exec(option)).find(match => match !== null)
    if (options.some(option => option !== 'binary' && !RANGE.test(option))) return IGNORED
    const attribute = selected.get(name)
    const isObjectClass = name === 'objectclass'
    const isAnchor = name === anchorKey
    if (attribute === undefined && !isObjectClass && !isAnchor) return IGNORED
    const decode = attribute && dialect.decoder?.(attribute.definition)
    return {
      kind: 'wanted',
      isObjectClass,
      isAnchor,
      ...(attribute && { definition: attribute.definition }),
      ...(decode && { decode }),
      ...(attribute && attribute.types.size < types.length && { onlyIn: attribute.types }),
      ...(range && range[2] !== '*' && { rest: Number(range[2]) + 1 }),
    }
  }

  return description => {
    const held = known.get(description)
    if (held !== undefined) return held
    const slot = find(description)
    if (known.size < MAX_REMEMBERED) known.set(description, slot)
    return slot
  }
}

/** What to ask the server for: every selected attribute, the anchor (often operational) and the object class. */
export function requestedAttributes(types: readonly ObjectTypeSelection[], anchor: string): readonly string[] {
  const names = new Map([...selectedAttributes(types)].map(([key, { definition }]) => [key, definition.name]))
  for (const name of ['objectClass', anchor]) if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name)
  return [...names.values()]
}

function selectedAttributes(types: readonly ObjectTypeSelection[]) {
  const selected = new Map<string, { readonly definition: AttributeDefinition; readonly types: Set<string> }>()
  for (const type of types) {
    for (const definition of type.attributes) {
      const key = definition.name.toLowerCase()
      const held = selected.get(key) ?? { definition, types: new Set<string>() }
      held.types.add(type.name)
      selected.set(key, held)
    }
  }
  return selected
}
