import type { OperatorCounter } from '../../model/counter.js'
import type { RunDetail } from '../../storage/runs/save-details.js'
import type { Undone } from '../../sync/undo/undone.js'
import { type Tally, tick } from '../step-context.js'

interface Counting {
  readonly tally: Tally
  readonly agent: number
}

const KINDS = {
  restored: 'object-restored',
  deleted: 'object-deleted',
  'changed-back': 'object-changed-back',
} as const

/** Counts what became of one object and its links, and says which they are. */
export function countUndone({ object, kind, linked, unlinked, lost }: Undone, counting: Counting): RunDetail[] {
  return [
    ...(kind === 'calm' ? [] : [countObject(KINDS[kind], object, counting)]),
    ...linked.map(entry => countLink('link-restored', { entry, object }, counting)),
    ...unlinked.map(entry => countLink('link-undone', { entry, object }, counting)),
    ...lost.map(({ agent, entry }) => countLink('link-lost', { entry, object }, { ...counting, agent })),
  ]
}

export function countObject(counter: OperatorCounter, object: number, { tally, agent }: Counting): RunDetail {
  tick(tally, counter)
  return { counter, agent, object }
}

function countLink(
  counter: OperatorCounter,
  { entry, object }: { readonly entry: number; readonly object: number },
  { tally, agent }: Counting,
): RunDetail {
  tick(tally, counter)
  return { counter, agent, entry, object }
}
