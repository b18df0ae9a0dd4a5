import { dnKey } from '../../model/dn.js'
import type { DeltaResult, ExportDelta } from '../connector.js'
import { decideWrite, type WriteDecision } from '../kit/decide-write.js'
import { beginningOf } from './bytes.js'
import { markedEncoding, markOf } from './encoding.js'
import type { Made, Records, Stored } from './format.js'
import { exists, type FileStamp, rewrite, stampOf, unchanged } from './rewrite.js'
import { type Changed, type Found, type Item, newWorkspace, type Workspace } from './workspace.js'

/** Merges a batch of deltas into a file. Memory is bounded by the batch, not by the file. */
export interface FileWriter {
  /** Looks up what the batch is about and decides. Nothing is in the file until {@link flush}. */
  write(deltas: readonly ExportDelta[]): AsyncIterable<DeltaResult>
  /** Rewrites the file with everything that was decided, in one atomic replace. */
  flush(): Promise<void>
}

export function fileWriter<Row>(format: Records<Row>, file: string, signal: AbortSignal): FileWriter {
  const workspace = newWorkspace(format)
  let stamp: FileStamp | undefined
  return {
    async *write(deltas) {
      if (await exists(file)) {
        stamp = unchanged(file, stamp, await stampOf(file))
        await lookUp(format, workspace, { deltas, signal })
      }
      for (const delta of deltas) yield carryOut(decideWrite(delta, workspace), format, workspace)
    },
    async flush() {
      const changed = workspace.changes()
      if (changed.count > 0) {
        await rewrite(file, stamp, printed(format, changed, stamp === undefined ? undefined : { file, signal }))
      }
      workspace.clear()
      stamp = undefined
    },
  }
}

/** One pass over the file: takes in the objects that the batch is about. */
async function lookUp<Row>(
  format: Records<Row>,
  workspace: Workspace<Row>,
  { deltas, signal }: { readonly deltas: readonly ExportDelta[]; readonly signal: AbortSignal },
): Promise<void> {
  const names = new Set(deltas.flatMap(namesOf))
  let anchors: Set<string> | undefined
  let place = 0
  for await (const chunk of format.all(signal)) {
    // The anchor of a new object can be told only now that the columns of the file are known.
    anchors ??= new Set(deltas.flatMap(delta => anchorsOf(delta, format)))
    for (const stored of chunk) {
      const at = place++
      if (anchors.has(stored.anchor) || names.has(dnKey(stored.dn))) workspace.meet(at, stored)
    }
  }
}

function carryOut<Row>(
  decision: WriteDecision<Found<Row>>,
  format: Records<Row>,
  workspace: Workspace<Row>,
): DeltaResult {
  const take = (item: Item<Row>, made: Made<Row>): DeltaResult => {
    const problem = made.ok ? workspace.put(item, made.stored) : made.problem
    if (problem !== undefined || !made.ok) return { ok: false, problem: problem as NonNullable<typeof problem> }
    return item.place === undefined ? { ok: true, anchor: made.stored.anchor } : { ok: true }
  }
  switch (decision.kind) {
    case 'refused':
      return { ok: false, problem: decision.problem }
    case 'done':
      return { ok: true, ...(decision.held && { anchor: decision.held.anchor }) }
    case 'remove':
      workspace.put(decision.held.item, undefined)
      return { ok: true }
    case 'add':
      return take({ place: undefined, stored: undefined, isChanged: true }, format.add(decision.delta))
    case 'change': {
      const { item } = decision.held
      return item.stored === undefined ? { ok: true } : take(item, format.change(item.stored, decision.delta))
    }
  }
}

/** The whole new file, piece by piece: old records in their order, new ones at the end. */
async function* printed<Row>(
  format: Records<Row>,
  { places, added }: Changed<Row>,
  old: { readonly file: string; readonly signal: AbortSignal } | undefined,
): AsyncGenerator<Buffer> {
  const marked = old && markedEncoding(await beginningOf(old.file))
  const mark = () => {
    const isMarked = old === undefined ? format.marksNewFile() : marked === format.encoding()
    return isMarked ? markOf(format.encoding()) : Buffer.alloc(0)
  }
  let place = 0
  let hasHead = false
  for await (const chunk of old === undefined ? [] : format.all(old.signal)) {
    if (!hasHead) yield mark()
    const texts = hasHead ? [] : [format.head()]
    hasHead = true
    for (const before of chunk) {
      const at = place++
      const stored: Stored<Row> | undefined = places.has(at) ? places.get(at) : before
      if (stored !== undefined) texts.push(format.print(stored))
    }
    yield format.bytes(texts.join(''))
  }
  if (!hasHead) {
    yield mark()
    yield format.bytes(format.head())
  }
  for (const stored of added) yield format.bytes(format.print(stored))
  yield format.bytes(format.tail?.() ?? '')
}

function namesOf(delta: ExportDelta): string[] {
  const names = [dnKey(delta.dn)]
  if (delta.kind === 'modify' && delta.newDn !== undefined) names.push(dnKey(delta.newDn))
  return names
}

function anchorsOf<Row>(delta: ExportDelta, format: Records<Row>): string[] {
  if (delta.anchor !== undefined) return [delta.anchor]
  const made = delta.kind === 'add' ? format.add(delta) : undefined
  return made?.ok ? [made.stored.anchor] : []
}
