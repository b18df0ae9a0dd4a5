import { toJSONSchema, type ZodType } from 'zod'
import { isSecretKey } from './secrets.js'

/** One setting of a connector, as people read it. */
export interface SettingDescription {
  /** With the names of the settings around it: `tls.ca`; of the objects of a list `columns[].name`. */
  readonly name: string
  /** `string`, `integer`, `one of index, cursor`, `list of string`, `map of string`, …; alternatives with `or`. */
  readonly type: string
  readonly required: boolean
  /** As JSON; undefined where there is none. */
  readonly default: string | undefined
  readonly description: string
  /** Whether it takes a reference to a secret. */
  readonly secret: boolean
  /** Where the setting is there only beside a certain value of another: `format: csv`. */
  readonly only: string | undefined
}

interface JsonSchema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly description?: string
  readonly secret?: boolean
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly oneOf?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
}

/** Every setting that a declaration has, in its order; those within others follow them. */
export function settingsOf(settings: ZodType): SettingDescription[] {
  const schema = toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  return within(schema, { prefix: '', only: undefined })
}

interface Around {
  readonly prefix: string
  readonly only: string | undefined
}

function within(schema: JsonSchema, around: Around): SettingDescription[] {
  const variants = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].filter(
    ({ properties }) => properties !== undefined,
  )
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    described(name, property, { around, required: schema.required?.includes(name) ?? false }),
  )
  const varying = merged(variants.flatMap(variant => within(variant, { ...around, only: markOf(variant, around) })))
  // What every variant has needs no mark.
  const isEverywhere = ({ only }: SettingDescription) => only?.split(', ').length === variants.length
  return [...own, ...varying.map(one => (variants.length > 1 && isEverywhere(one) ? { ...one, only: undefined } : one))]
}

function described(
  name: string,
  property: JsonSchema,
  { around, required }: { readonly around: Around; readonly required: boolean },
): SettingDescription[] {
  const whole = `${around.prefix}${name}`
  const setting: SettingDescription = {
    name: whole,
    type: typeOf(property),
    required: required && property.default === undefined,
    default: property.default === undefined ? undefined : JSON.stringify(property.default),
    description: property.description ?? '',
    secret: property.secret === true || isSecretKey(name),
    only: around.only,
  }
  const inner = { prefix: `${whole}.`, only: around.only }
  const items = property.items === undefined ? [] : within(property.items, { ...inner, prefix: `${whole}[].` })
  return [setting, ...within(property, inner), ...items]
}

/** What tells a variant from the others: the one property that has a single value. */
function markOf({ properties = {} }: JsonSchema, { prefix }: Around): string | undefined {
  const mark = Object.entries(properties).find(([, property]) => property.const !== undefined)
  return mark && `${prefix}${mark[0]}: ${mark[1].const}`
}

/** A setting that several variants have in the same form is told once, with all of them. */
function merged(settings: readonly SettingDescription[]): SettingDescription[] {
  const found = new Map<string, SettingDescription>()
  for (const setting of settings) {
    const isMark = setting.only?.startsWith(`${setting.name}: `) === true
    const key = isMark
      ? setting.name
      : JSON.stringify([setting.name, setting.type, setting.default, setting.description])
    const before = found.get(key)
    if (before === undefined) found.set(key, isMark ? { ...setting, only: undefined } : setting)
    else if (isMark) found.set(key, { ...before, ...joined(before, setting) })
    else found.set(key, { ...before, only: `${before.only}, ${valueIn(setting.only)}` })
  }
  return [...found.values()]
}

const joined = (before: SettingDescription, { type, description }: SettingDescription) => ({
  type: `${before.type.replace(/^exactly /, 'one of ')}, ${type.replace(/^exactly /, '')}`,
  description: `${before.description} ${description}`,
})

const valueIn = (only: string | undefined): string => only?.slice(only.indexOf(': ') + 2) ?? ''

function typeOf(schema: JsonSchema): string {
  const { const: only, enum: among, type, items, additionalProperties, oneOf, anyOf } = schema
  if (only !== undefined) return `exactly ${only}`
  if (among !== undefined) return `one of ${among.join(', ')}`
  const variants = [...(oneOf ?? []), ...(anyOf ?? [])]
  if (variants.length > 0) {
    const types = variants.map(variant => (variant.properties ? 'object' : typeOf(variant)))
    return [...new Set(types)].join(' or ')
  }
  if (type === 'array') return `list of ${items === undefined ? 'anything' : typeOf(items)}`
  if (type === 'object' && typeof additionalProperties === 'object' && schema.properties === undefined) {
    return `map of ${typeOf(additionalProperties)}`
  }
  return type ?? 'anything'
}
