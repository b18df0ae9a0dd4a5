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

/** The parts of a name that GraphQL allows. `ad-group_2` has three. */
const partsOf = (name: string): string[] => name.match(/[A-Za-z0-9]+/g) ?? []

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
/** `Name` → `name`, `SPS` → `sps`, `URLPath` → `urlPath`. */
const small = (text: string): string =>
  text.replace(/^[A-Z]+(?=[A-Z][a-z]|[0-9]|$)|^[A-Z]/, start => start.toLowerCase())

/** A name that GraphQL allows begins with no digit. */
function allowed(name: string): string | undefined {
  if (name === '') return undefined
  return /^\d/.test(name) ? `_${name}` : name
}

/** `person` → `Person`, `ad-group` → `AdGroup`; undefined when no letter of it is allowed. */
export const typeName = (name: string): string | undefined => allowed(partsOf(name).map(capital).join(''))

/** `displayName` stays, `extension-attribute_1` → `extensionAttribute1`, `SPS-Skills` → `spsSkills`. */
export function fieldName(name: string): string | undefined {
  const [first, ...rest] = partsOf(name)
  return first === undefined ? undefined : allowed(small(first) + rest.map(capital).join(''))
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
