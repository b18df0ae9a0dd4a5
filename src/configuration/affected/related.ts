import type { HubDocument, ObjectTypeDocument } from '../document.js'
import { entriesOf, projectionOf } from '../normal-forms.js'
import type { Path } from '../place.js'

const EVERY = '*'

/** The metaverse types that rules of an object type have to do with; `*` for any. */
export function typesOf(rules: ObjectTypeDocument): Set<string> {
  return new Set([
    ...linkedTypes(rules),
    ...Object.keys(rules.import ?? {}),
    ...Object.keys(rules.export ?? {}),
    ...(rules.provision ?? []).map(rule => rule.type),
  ])
}

/** The metaverse types whose objects an object type's own rules link it to. */
export function linkedTypes(rules: ObjectTypeDocument): Set<string> {
  const projection = rules.projection === undefined ? undefined : projectionOf(rules.projection)
  const projected = projection === undefined ? [] : [projection.kind === 'declared' ? projection.type : EVERY]
  return new Set([...projected, ...(rules.join ?? []).map(join => join.type ?? EVERY)])
}

export const has = (types: ReadonlySet<string>, type: string): boolean => types.has(type) || types.has(EVERY)

/** Agents that have to do with any of the metaverse types. */
export function agentsWith(document: HubDocument, types: ReadonlySet<string>): string[] {
  if (types.size === 0) return []
  return entriesOf(document.agents).flatMap(([agent, { objects }]) => {
    const own = new Set(Object.values(objects).flatMap(rules => [...typesOf(rules)]))
    const meets = own.has(EVERY) || (types.has(EVERY) && own.size > 0) || [...own].some(type => types.has(type))
    return meets ? [agent] : []
  })
}

/** Agents that a change of something unknown at a place may concern: those that meet in the metaverse types it has to do with. */
export function concernedBy(path: Path, { current, next }: Record<'current' | 'next', HubDocument>): string[] {
  const [root, first = '', second = ''] = path.map(String)
  if (root === 'precedence') return agentsWith(next, new Set([first]))
  if (root === 'metaverse' && first === 'types') return agentsWith(next, new Set([second]))
  if (root !== 'agents') return Object.keys(next.agents ?? {})
  const types = [current, next].flatMap(document =>
    Object.values(document.agents?.[first]?.objects ?? {}).flatMap(rules => [...typesOf(rules)]),
  )
  return [...new Set([...(next.agents?.[first] ? [first] : []), ...agentsWith(next, new Set(types))])]
}
