import type { AttributeDefinition, AttributeType } from '../../model/value.js'

/** An attribute as a schema describes it (RFC 7643 section 7), as far as the hub looks at it. */
export interface AttributeDescription {
  readonly name: string
  readonly type: string
  readonly multiValued: boolean
  readonly mutability?: string | undefined
  readonly returned?: string | undefined
  readonly uniqueness?: string | undefined
  readonly canonicalValues?: readonly string[] | undefined
  readonly referenceTypes?: readonly string[] | undefined
  readonly subAttributes?: readonly AttributeDescription[] | undefined
}

/**
 * Where a flat attribute of the hub is in a resource.
 * - `simple`: the attribute itself, one value or several.
 * - `part`: one part of a complex attribute of one value: `name.familyName`.
 * - `value`: the parts `value` of a complex attribute: `roles`, `members`; and `manager`, which has one.
 * - `typed`: a part of those values that have a certain type: `emails.work`, `addresses.home.locality`.
 * - `json`: each whole value of a complex attribute that has no part `value`, as JSON text.
 */
export type Form = 'simple' | 'part' | 'value' | 'typed' | 'json'

export interface FlatAttribute {
  readonly definition: AttributeDefinition
  readonly form: Form
  /** The extension that the attribute belongs to; absent for the type's own schema. */
  readonly schema?: string | undefined
  readonly attribute: string
  /** Whether the attribute of the resource is a list. */
  readonly isList: boolean
  /** The part that holds the value; of `part`, `value` and `typed`. */
  readonly part?: string | undefined
  /** The type of the values; of `typed`. */
  readonly valueType?: string | undefined
  readonly isWritable: boolean
  /** Names of the resource types that a reference may point to. */
  readonly targets: readonly string[]
  readonly uniqueness?: string | undefined
}

const TYPES: Readonly<Record<string, AttributeType>> = {
  boolean: 'boolean',
  integer: 'number',
  binary: 'binary',
}
/** Parts that describe a value rather than being one. */
const ABOUT = new Set(['type', 'primary', 'display', '$ref'])

/** The path of the attribute of the resource in filters and PATCH: `emails`, `urn:…:User:manager`. */
export const pathOf = ({ schema, attribute }: Pick<FlatAttribute, 'schema' | 'attribute'>): string =>
  schema === undefined ? attribute : `${schema}:${attribute}`

/** The flat attributes that an attribute of a schema comes to. */
export function flattened(description: AttributeDescription, schema?: string): FlatAttribute[] {
  const { name, subAttributes = [] } = description
  const at = { attribute: name, isList: description.multiValued, schema }
  if (description.type !== 'complex') {
    return [{ ...at, ...said(description, name, description.multiValued), form: 'simple' }]
  }
  const parts = new Map(subAttributes.map(part => [part.name, part]))
  const value = parts.get('value')
  if (value !== undefined && parts.has('$ref'))
    return [{ ...at, ...reference(description), form: 'value', part: 'value' }]
  if (!description.multiValued) {
    return subAttributes.map(part => ({
      ...at,
      ...said({ ...part, mutability: strictest(description, part) }, `${name}.${part.name}`, part.multiValued),
      form: part.type === 'complex' ? 'json' : 'part',
      part: part.name,
    }))
  }
  const whole: FlatAttribute =
    value === undefined
      ? { ...at, ...said({ ...description, type: 'string' }, name, true), form: 'json' }
      : { ...at, ...said({ ...description, type: value.type }, name, true), form: 'value', part: 'value' }
  const types = parts.get('type')?.canonicalValues ?? []
  return [whole, ...types.flatMap(type => typed(description, schema, type))]
}

/** The parts of the values of one type: `emails.work` for the value itself, `addresses.home.locality` for any other part. */
export function typed(description: AttributeDescription, schema: string | undefined, type: string): FlatAttribute[] {
  const { name, subAttributes = [] } = description
  return subAttributes
    .filter(part => !ABOUT.has(part.name) && part.type !== 'complex')
    .map(part => ({
      ...said(
        { ...part, mutability: strictest(description, part) },
        part.name === 'value' ? `${name}.${type}` : `${name}.${type}.${part.name}`,
        false,
      ),
      schema,
      attribute: name,
      isList: true,
      form: 'typed',
      part: part.name,
      valueType: type,
    }))
}

function said(description: AttributeDescription, name: string, multivalued: boolean) {
  const exportOnly = description.returned === 'never' || description.mutability === 'writeOnly'
  return {
    definition: {
      name,
      type: TYPES[description.type] ?? 'string',
      multivalued,
      ...(exportOnly && { exportOnly }),
    },
    isWritable: description.mutability !== 'readOnly',
    targets: [],
    uniqueness: description.uniqueness,
  } as const
}

function reference(description: AttributeDescription) {
  const targets = description.subAttributes?.find(({ name }) => name === '$ref')?.referenceTypes ?? []
  const { definition, ...rest } = said(description, description.name, description.multiValued)
  return {
    ...rest,
    definition: { ...definition, type: 'reference' as const },
    targets: targets.filter(target => target !== 'uri' && target !== 'external'),
  }
}

const strictest = (whole: AttributeDescription, part: AttributeDescription): string | undefined =>
  whole.mutability === 'readOnly' ? 'readOnly' : part.mutability
