import type { z } from 'zod'
import type { Path } from './place.js'

/** The definition behind a schema, as far as walking it needs. */
interface Definition {
  readonly type: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly valueType?: z.ZodType
  readonly element?: z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly left?: z.ZodType
  readonly right?: z.ZodType
}

const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition

/** The schemas that may apply at a path: several where a value may be one thing or another. */
export function schemasAt(schema: z.ZodType, path: Path): z.ZodType[] {
  let schemas = plain(schema)
  for (const step of path) schemas = schemas.flatMap(each => stepInto(definitionOf(each), step)).flatMap(plain)
  return schemas
}

/** The keys that a mapping at a path may have. */
export function keysAt(schema: z.ZodType, path: Path): string[] {
  return [...new Set(schemasAt(schema, path).flatMap(each => Object.keys(definitionOf(each).shape ?? {})))]
}

function stepInto(definition: Definition, step: string | number): z.ZodType[] {
  if (definition.shape) return typeof step === 'string' && definition.shape[step] ? [definition.shape[step]] : []
  const inner = definition.valueType ?? definition.element
  return inner ? [inner] : []
}

// Takes off what only wraps: optional, default, pipe, union, intersection.
function plain(schema: z.ZodType): z.ZodType[] {
  const { options, innerType, in: input, left, right } = definitionOf(schema)
  if (options) return options.flatMap(plain)
  if (left && right) return [...plain(left), ...plain(right)]
  const inner = innerType ?? input
  return inner ? plain(inner) : [schema]
}
