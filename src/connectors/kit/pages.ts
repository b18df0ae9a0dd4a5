import type { Delta } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import type { Page, ReadRequest } from '../connector.js'
import { checkSignal } from './stop.js'

/** One thing read from a source: a delta, or why an object could not be read. */
export type ReadItem = Delta | { readonly kind: 'problem'; readonly problem: Problem }

/**
 * Gathers chunks of what was read into pages of at most `pageSize`. The last page carries what `end` returns and nothing else
 * does; an error of the source passes through, so that no end is told.
 * @throws ConnectorError when the run was cancelled.
 */
export async function* paged(
  chunks: AsyncIterable<readonly ReadItem[]> | Iterable<readonly ReadItem[]>,
  { pageSize, signal }: Pick<ReadRequest, 'pageSize' | 'signal'>,
  end: () => NonNullable<Page['end']>,
): AsyncGenerator<Page> {
  let deltas: Delta[] = []
  let problems: Problem[] = []
  for await (const chunk of chunks) {
    for (const item of chunk) {
      if (item.kind === 'problem') problems.push(item.problem)
      else deltas.push(item)
      if (deltas.length + problems.length < pageSize) continue
      yield { deltas, ...(problems.length > 0 && { problems }) }
      checkSignal(signal)
      deltas = []
      problems = []
    }
  }
  checkSignal(signal)
  yield { deltas, ...(problems.length > 0 && { problems }), end: end() }
}
