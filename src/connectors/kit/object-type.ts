import type { ObjectTypeSelection } from '../connector.js'

/** Finds the selected type of an object from its object classes; undefined when none of them is selected. */
export type TypeChooser = (objectClasses: readonly string[]) => string | undefined

/** How far below `top` the classes of common directories are, for sources that do not tell. */
export const COMMON_CLASS_DEPTHS: ReadonlyMap<string, number> = new Map([
  ['top', 0],
  ['person', 1],
  ['organizationalperson', 2],
  ['inetorgperson', 3],
  ['user', 3],
  ['contact', 3],
  ['computer', 4],
  ['msds-managedserviceaccount', 5],
  ['msds-groupmanagedserviceaccount', 5],
])
const UNKNOWN_DEPTH = 1

/** Chooses the most specific selected type: the class deepest below `top`; among equals the one selected first. */
export function typeChooser(types: readonly ObjectTypeSelection[], depths: ReadonlyMap<string, number>): TypeChooser {
  const ranked = new Map(types.map((type, order) => [type.name.toLowerCase(), { name: type.name, order }]))
  const depthOf = (key: string) => depths.get(key) ?? UNKNOWN_DEPTH
  return objectClasses => {
    let best: { name: string; order: number; depth: number } | undefined
    for (const objectClass of objectClasses) {
      const key = objectClass.toLowerCase()
      const type = ranked.get(key)
      if (type === undefined) continue
      const depth = depthOf(key)
      if (best === undefined || depth > best.depth || (depth === best.depth && type.order < best.order)) {
        best = { ...type, depth }
      }
    }
    return best?.name
  }
}
