import { searchKey } from '../metaverse/keys.js'
import { parseObjectGuid } from '../metaverse/object-guid.js'
import { ProblemError } from '../model/problem.js'
import type { Values } from '../model/value.js'
import { sourceValues, type Views } from './flow.js'
import { type JoinCriterion, OBJECT_ID, type Scope } from './rule-set.js'

/** What to search the metaverse for: an object matches a mapping when its attribute has any of the keys. */
export interface JoinSearch {
  /** An attribute, or {@link OBJECT_ID}: the keys are object numbers then. */
  readonly metaverseAttribute: string
  /** Search keys as in the metaverse's index, without duplicates. */
  readonly keys: readonly string[]
}

/**
 * The searches of one criterion, all of which must match; undefined when a source value is missing: the criterion cannot match then.
 * @throws ProblemError `cannot-parse-object-id`, `join-object-id-must-be-single-valued`, and what sources throw
 */
export function joinValues(criterion: JoinCriterion, scope: Scope, views?: Views): JoinSearch[] | undefined {
  const searches: JoinSearch[] = []
  for (const { metaverseAttribute, source } of criterion.mappings) {
    const values = sourceValues(source, scope, views)
    if (values === undefined || values.length === 0) return undefined
    const keys =
      metaverseAttribute === OBJECT_ID
        ? [objectNumber(values)]
        : [...new Set(values.map(searchKey))].filter(key => key !== '')
    if (keys.length === 0) return undefined
    searches.push({ metaverseAttribute, keys })
  }
  return searches.length > 0 ? searches : undefined
}

function objectNumber(values: Values): string {
  const [text = ''] = values
  const hint = 'Let the source keep what the hub exported as objectId, or leave it empty.'
  if (values.length > 1) {
    throw new ProblemError({
      code: 'join-object-id-must-be-single-valued',
      message: `A join by object id got ${values.length} values.`,
      hint,
    })
  }
  const id = parseObjectGuid(text)
  if (id !== undefined) return String(id)
  throw new ProblemError({ code: 'cannot-parse-object-id', message: `“${text}” is no object id.`, hint })
}
