/** A JSON object as the service sends it. */
export type Json = Readonly<Record<string, unknown>>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value under a name. Names of SCIM attributes have no case (RFC 7643 section 2.1). */
export function valueAt(object: Json, name: string): unknown {
  if (name in object) return object[name]
  const wanted = name.toLowerCase()
  for (const key in object) if (key.toLowerCase() === wanted) return object[key]
  return undefined
}

export function textAt(object: Json, name: string): string | undefined {
  const value = valueAt(object, name)
  return typeof value === 'string' ? value : undefined
}

/** What is under a name as a list: of nothing when it is absent, of one when it is a single value. */
export function listAt(object: Json, name: string): readonly unknown[] {
  const value = valueAt(object, name)
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

export const idOf = (resource: Json): string | undefined => textAt(resource, 'id')

/** When the service says that a resource was last changed, in milliseconds; undefined where it does not say. */
export function lastModified(resource: Json): number | undefined {
  const meta = valueAt(resource, 'meta')
  const time = isJson(meta) ? Date.parse(textAt(meta, 'lastModified') ?? '') : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

/** The version that `If-Match` takes (RFC 7644 section 3.14). */
export function versionOf(resource: Json): string | undefined {
  const meta = valueAt(resource, 'meta')
  return isJson(meta) ? textAt(meta, 'version') : undefined
}

/** JSON text in which the order of keys says nothing. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isJson(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  )
}
