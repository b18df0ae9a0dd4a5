import { TAKEN } from '../generated/taken-names.js'
import type { MetaverseAttribute, MetaverseSchema, MetaverseType } from '../schema.js'
import type { GraphField, GraphOrder, GraphType, GraphValue, NameClash } from './graph-type.js'
import { newNameBook } from './name-book.js'
import { incoming, outgoing } from './references.js'
import { constantName, fieldName } from './words.js'

/** Fields of every where input. */
export const WHERE_FIELDS = ['and', 'changedAt', 'createdAt', 'entry', 'id', 'not', 'or'] as const

/** The one field that every object has and that is an attribute all the same. */
const DISPLAY_NAME = 'displayName'
const EVERYBODYS = new Set([...TAKEN.objectFields, ...WHERE_FIELDS].filter(name => name !== DISPLAY_NAME))

type Fields = Pick<GraphType, 'fields' | 'orders' | 'keys'> & { readonly clashes: readonly NameClash[] }

/** The fields of a type: its attributes, and what refers to it. */
export function typeFields(type: MetaverseType, schema: MetaverseSchema): Fields {
  const fields: GraphField[] = []
  const orders: GraphOrder[] = []
  const clashes: NameClash[] = []
  const books = { field: newNameBook(EVERYBODYS), order: newNameBook(['CREATED_AT', 'CHANGED_AT']) }
  const claim = (what: keyof typeof books, name: string, attribute: string): boolean => {
    const held = books[what].claim([name], `the attribute ${attribute}`)
    if (held === undefined) return true
    const message = `The ${what} ${name} of the graph belongs to ${held.owner}`
    clashes.push({ type: type.name, attribute, message })
    return false
  }
  const add = (field: GraphField): boolean => {
    const free = claim('field', field.name, field.attribute.name)
    if (free) fields.push(field)
    return free
  }
  for (const attribute of attributesOf(type, schema)) {
    const name = ownName(attribute.name)
    if (name === undefined) {
      const message = `No letter of “${attribute.name}” is one that the graph's names have`
      clashes.push({ type: type.name, attribute: attribute.name, message })
    } else if (attribute.type === 'reference') {
      for (const field of outgoing(name, attribute)) add(field)
    } else if (add({ kind: 'value', name, attribute }) && isOrdered(attribute)) {
      const constant = constantName(name)
      if (claim('order', constant, attribute.name)) orders.push({ name: constant, attribute })
    }
  }
  for (const attribute of schema.attributes.values()) {
    if (attribute.type === 'reference') for (const field of incoming(type.name, attribute, schema)) add(field)
  }
  const keys = fields.filter((field): field is GraphValue => field.kind === 'value' && isKey(field.attribute))
  return { fields, orders, keys: keys.filter(({ name }) => name !== 'id' && name !== 'entry'), clashes }
}

const attributesOf = (type: MetaverseType, { attributes }: MetaverseSchema): MetaverseAttribute[] =>
  [...type.attributes].sort().flatMap(name => attributes.get(name) ?? [])

/** What every object has keeps its name; an attribute of that name is told apart: `typeAttribute`. */
function ownName(attribute: string): string | undefined {
  const name = fieldName(attribute)
  return name !== undefined && EVERYBODYS.has(name) ? `${name}Attribute` : name
}

const isOrdered = ({ type, multivalued }: MetaverseAttribute): boolean => !multivalued && type !== 'binary'

/** Attributes that find an object also where they are not unique: then several are an error. */
const isKey = ({ type, multivalued, indexed, unique }: MetaverseAttribute): boolean =>
  indexed && !multivalued && (type === 'string' || (type === 'number' && unique))
