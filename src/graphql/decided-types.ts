import { type GraphQLObjectType, type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql'
import { type DecidedFields, METAVERSE } from './decided-fields.js'
import { FIELD_NEEDS, KINDS } from './field-needs.js'

/** What the fields of every type below the roots ask of a key. */
export type DecidedTypes = ReadonlyMap<string, DecidedFields>

/** @throws Error when nobody has decided about a field, or a decision is about one that is gone */
export function decidedTypes(schema: GraphQLSchema): DecidedTypes {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const types = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(type => !type.name.startsWith('__') && !roots.includes(type))
  const decided = new Map(types.map(type => [type.name, decisionsOf(type)]))
  const wrong = [...types.flatMap(type => undecidedOf(type, decided.get(type.name) ?? {})), ...goneFrom(schema)]
  if (wrong.length > 0) throw new Error(`${wrong.join('\n')}\nDecide in src/graphql/field-needs.ts.`)
  return decided
}

function decisionsOf(type: GraphQLObjectType): DecidedFields {
  const names = Object.keys(type.getFields())
  const kind = Object.entries(KINDS).find(([end]) => type.name.endsWith(end))?.[1]
  const stated = { ...kind, ...ofMetaverse(type), ...FIELD_NEEDS[type.name] }
  // The token of a field says the same as the field.
  const tokens = names
    .filter(name => name.endsWith(TOKEN))
    .flatMap(name => {
      const need = stated[name.slice(0, -TOKEN.length)]
      return need === undefined ? [] : [[name, need] as const]
    })
  return { ...stated, ...Object.fromEntries(tokens) }
}

const TOKEN = 'Token'

/** What all objects of the metaverse have, and the attributes that the configuration gives to those of a type. */
function ofMetaverse(type: GraphQLObjectType): DecidedFields {
  const common = type.getInterfaces().find(({ name }) => name === 'MetaverseObject')
  if (common === undefined) return {}
  const shared = common.getFields()
  const attributes = Object.keys(type.getFields()).filter(name => !Object.hasOwn(shared, name))
  return { ...FIELD_NEEDS[common.name], ...Object.fromEntries(attributes.map(name => [name, METAVERSE])) }
}

const undecidedOf = (type: GraphQLObjectType, decisions: DecidedFields): string[] =>
  Object.keys(type.getFields())
    .filter(field => !Object.hasOwn(decisions, field))
    .map(field => `Nobody has decided who may ask for ${type.name}.${field}.`)

function goneFrom(schema: GraphQLSchema): string[] {
  return Object.entries(FIELD_NEEDS).flatMap(([name, decisions]) => {
    const type = schema.getType(name)
    if (!isObjectType(type) && !isInterfaceType(type)) return [`There is no type ${name} to decide about.`]
    return Object.keys(decisions)
      .filter(field => !Object.hasOwn(type.getFields(), field))
      .map(field => `There is no ${name}.${field} to decide about.`)
  })
}
