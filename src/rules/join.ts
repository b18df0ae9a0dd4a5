import { searchKey } from '../metaverse/keys.js'
import { sourceValues } from './flow.js'
import type { JoinCriterion, Scope } from './rule-set.js'

/** What to search the metaverse for: an object matches a mapping when its attribute has any of the keys. */
export interface JoinSearch {
  readonly metaverseAttribute: string
  /** Search keys as in the metaverse's index, without duplicates. */
  readonly keys: readonly string[]
}

/** The searches of one criterion, all of which must match; undefined when a source value is missing: the criterion cannot match then. */
export function joinValues(criterion: JoinCriterion, scope: Scope): JoinSearch[] | undefined {
  const searches: JoinSearch[] = []
  for (const { metaverseAttribute, source } of criterion.mappings) {
    const values = sourceValues(source, scope)
    const keys = values && [...new Set(values.map(searchKey))].filter(key => key !== '')
    if (!keys || keys.length === 0) return undefined
    searches.push({ metaverseAttribute, keys })
  }
  return searches.length > 0 ? searches : undefined
}
