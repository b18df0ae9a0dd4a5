import type { Delta } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import type { Page } from '../connector.js'

/** One thing read from a source: a delta, or why an object could not be read. */
export type ReadItem = Delta | { readonly kind: 'problem'; readonly problem: Problem }

/**
 * Gathers chunks of what was read into pages of at most `size`. The last page carries what `end` returns and nothing else
 * does; an error of the source passes through, so that no end is told.
 */
export async function* paged(
  chunks: AsyncIterable<readonly ReadItem[]> | Iterable<readonly ReadItem[]>,
  size: number,
  end: () => NonNullable<Page['end']>,
): AsyncGenerator<Page> {
  let deltas: Delta[] = []
  let problems: Problem[] = []
  for await (const chunk of chunks) {
    for (const item of chunk) {
      if (item.kind === 'problem') problems.push(item.problem)
      else deltas.push(item)
      if (deltas.length + problems.length < size) continue
      yield { deltas, ...(problems.length > 0 && { problems }) }
      deltas = []
      problems = []
    }
  }
  yield { deltas, ...(problems.length > 0 && { problems }), end: end() }
}
