import type { Delta } from '../../model/delta.js'
import type { Problem } from '../../model/problem.js'
import type { Page, ReadRequest } from '../connector.js'
import { checkSignal } from './stop.js'

/** One thing read from a source: a delta, why an object could not be read, or that one is of no selected type. */
export type ReadItem = Delta | { readonly kind: 'problem'; readonly problem: Problem } | { readonly kind: 'filtered' }

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
  let filtered = 0
  const page = (): Page => ({ deltas, ...(problems.length > 0 && { problems }), ...(filtered > 0 && { filtered }) })
  for await (const chunk of chunks) {
    for (const item of chunk) {
      if (item.kind === 'filtered') filtered++
      else if (item.kind === 'problem') problems.push(item.problem)
      else deltas.push(item)
      if (deltas.length + problems.length < pageSize) continue
      yield page()
      checkSignal(signal)
      deltas = []
      problems = []
      filtered = 0
    }
  }
  checkSignal(signal)
  yield { ...page(), end: end() }
}
