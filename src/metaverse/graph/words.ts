/** How names of the metaverse become names of the graph. Pure text; which names there are is decided in graph-types.ts. */

const IRREGULAR: Readonly<Record<string, string>> = {
  person: 'people',
  child: 'children',
  man: 'men',
  woman: 'women',
  staff: 'staff',
  series: 'series',
  status: 'statuses',
  bus: 'buses',
  index: 'indices',
  analysis: 'analyses',
  datum: 'data',
}

/** The parts of a name that GraphQL allows. `ad-group 2` has three. */
const partsOf = (name: string): string[] => name.match(/[A-Za-z0-9_]+/g) ?? []

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const small = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** A name that GraphQL allows: no digit in front, and no two underscores, which belong to introspection. */
function allowed(name: string): string | undefined {
  const bare = name.replace(/^_+/, '')
  if (bare === '') return undefined
  return /^\d/.test(bare) ? `_${bare}` : bare
}

/** `person` → `Person`, `ad-group` → `AdGroup`; undefined when no letter of it is allowed. */
export const typeName = (name: string): string | undefined => allowed(partsOf(name).map(capital).join(''))

/** `displayName` stays, `extension-attribute 1` → `extensionAttribute1`. */
export function fieldName(name: string): string | undefined {
  const [first, ...rest] = partsOf(name)
  return first === undefined ? undefined : allowed(first + rest.map(capital).join(''))
}

/** `person` → `person`, `OrgUnit` → `orgUnit`. */
export const memberName = (name: string): string | undefined => {
  const field = fieldName(name)
  return field === undefined ? undefined : small(field)
}

/** `displayName` → `DISPLAY_NAME`, `sIDHistory` → `S_ID_HISTORY`. */
export const constantName = (field: string): string =>
  field
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toUpperCase()

/** The English plural of a name in camel case: its last word changes. */
export function plural(name: string): string {
  const [, before = '', last = name] = /^(.*?)([A-Z]?[a-z]+)$/.exec(name) ?? []
  const irregular = IRREGULAR[last.toLowerCase()]
  if (irregular !== undefined) return before + (/^[A-Z]/.test(last) ? capital(irregular) : irregular)
  if (/(s|x|z|ch|sh)$/.test(name)) return `${name}es`
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`
  return `${name}s`
}
