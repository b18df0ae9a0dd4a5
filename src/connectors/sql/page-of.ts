import type { Delta } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import type { Page } from '../connector.js'
import { anchorOf, joinParts, type Key } from './key.js'
import type { Read } from './objects.js'
import type { Relation } from './relation.js'

/**
 * A page of a delta import from objects as they are now. What is marked as deleted is gone, and so is what of the keys `asked` for was
 * not found, or is of a type that is not selected any more.
 */
export function pageOf({ entry }: Relation, reads: readonly Read[], asked: readonly Key[] = []): Page {
  const deltas: Delta[] = []
  const problems: Problem[] = []
  const gone: string[] = []
  const found = new Set<string>()
  let filtered = 0
  for (const { key, item } of reads) {
    if (key !== undefined) found.add(joinParts(key))
    if (item?.kind === 'problem') problems.push(item.problem)
    else if (item !== undefined && item.kind !== 'filtered') deltas.push(item)
    else if (key !== undefined) gone.push(anchorOf(entry, key))
    if (item?.kind === 'filtered') filtered++
  }
  for (const key of asked) if (!found.has(joinParts(key))) gone.push(anchorOf(entry, key))
  return {
    deltas,
    ...(problems.length > 0 && { problems }),
    ...(filtered > 0 && { filtered }),
    ...(gone.length > 0 && { gone }),
  }
}
