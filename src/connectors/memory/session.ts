import { setTimeout as sleep } from 'node:timers/promises'
import type {
  ConnectorContext,
  DeltaResult,
  ExportDelta,
  Page,
  ReadRequest,
  Session,
  WatchRequest,
} from '../connector.js'
import { paged, type ReadItem } from '../kit/pages.js'
import { checkSignal, stop } from '../kit/stop.js'
import { inferTypes, type MemoryDecoder, memoryDecoder } from './decode.js'
import { writeDelta } from './encode.js'
import { changePassword, setPassword } from './password.js'
import type { MemorySettings } from './settings.js'
import { type MemorySource, memorySource } from './source.js'

const CHUNK = 1_000
const WATCH_MS = 20

export async function openMemory(settings: MemorySettings, context: ConnectorContext): Promise<Session> {
  const source = memorySource(settings.source)
  if (source.faults.open !== undefined) throw stop(source.faults.open.status, source.faults.open.problem)
  const decoder = memoryDecoder(context.types)
  return {
    read: request => read(source, decoder, { ...request, deletions: settings.deletions }),
    write: deltas => write(source, deltas),
    watch: request => watch(source, request),
    setPassword: async (target, password, options) => setPassword(source, target, password, options),
    changePassword: async (target, before, after) => changePassword(source, target, { before, after }),
    discover: async () => source.schema ?? inferTypes(source.all()),
    [Symbol.asyncDispose]: async () => {},
  }
}

interface MemoryRequest extends ReadRequest {
  readonly deletions: MemorySettings['deletions']
}

async function* read(source: MemorySource, decoder: MemoryDecoder, request: MemoryRequest): AsyncGenerator<Page> {
  const start = request.mode === 'delta' ? startOf(source, request) : 0
  // What changes during the read is told again by the next delta import rather than missed.
  const end = source.log.length
  const items = request.mode === 'full' ? objectsOf(source, decoder) : logged(source, decoder, { start, end })
  const pages = paged(chunked(items, source, request), request, () => ({ watermark: String(end) }))
  if (request.mode === 'full' || request.deletions === 'deltas') yield* pages
  else yield* withoutDeletions(pages, request.deletions === 'listing' ? presentOf(source, decoder) : undefined)
}

async function* withoutDeletions(
  pages: AsyncIterable<Page>,
  present: readonly string[] | undefined,
): AsyncGenerator<Page> {
  const there = present && new Set(present)
  for await (const { deltas, end, ...page } of pages) {
    const gone = deltas.flatMap(({ kind, anchor }) => (kind === 'delete' && anchor !== undefined ? [anchor] : []))
    yield {
      ...page,
      // Whoever lists what is there looks at it now: an object that the log names and that has gone since is not told.
      deltas: deltas.filter(({ kind, anchor }) => kind !== 'delete' && (there?.has(anchor ?? '') ?? true)),
      ...(present === undefined && { gone }),
      ...(end && { end: present === undefined ? end : { ...end, listed: true }, ...(present && { present }) }),
    }
  }
}

const presentOf = (source: MemorySource, decoder: MemoryDecoder): string[] =>
  [...source.all()].flatMap(object => (decoder.object(object) === undefined ? [] : [object.anchor]))

function startOf(source: MemorySource, { watermark }: ReadRequest): number {
  const start = watermark === undefined ? Number.NaN : Number(watermark)
  if (Number.isInteger(start) && start >= 0 && start <= source.log.length) return start
  throw stop('no-start-full-import-required', {
    code: 'source.watermark-missing',
    message: `The place ${watermark ?? '(none)'} is not in the change log of ${source.name}.`,
    hint: 'Run a full import.',
  })
}

function* objectsOf(source: MemorySource, decoder: MemoryDecoder): Generator<ReadItem> {
  if (source.faults.answerEmpty) return
  for (const object of source.all()) {
    const item = decoder.object(object)
    if (item !== undefined) yield item
  }
}

function* logged(
  source: MemorySource,
  decoder: MemoryDecoder,
  { start, end }: { start: number; end: number },
): Generator<ReadItem> {
  if (source.faults.answerEmpty) return
  for (const delta of source.log.slice(start, end)) {
    const item = decoder.logged(delta)
    if (item !== undefined) yield item
  }
}

function* chunked(items: Iterable<ReadItem>, source: MemorySource, request: ReadRequest): Generator<ReadItem[]> {
  let chunk: ReadItem[] = []
  let read = 0
  for (const item of items) {
    if (read++ >= (source.faults.cutReadAfter ?? Number.POSITIVE_INFINITY)) {
      if (chunk.length > 0) yield chunk
      throw connectionLost(source, `after ${read - 1} objects`)
    }
    if (chunk.push(item) < CHUNK) continue
    checkSignal(request.signal)
    yield chunk
    chunk = []
  }
  checkSignal(request.signal)
  yield chunk
}

async function* write(source: MemorySource, deltas: readonly ExportDelta[]): AsyncGenerator<DeltaResult> {
  const limit = (fault: 'cutWriteAfter' | 'loseAnswersAfter') => source.faults[fault] ?? Number.POSITIVE_INFINITY
  for (const [index, delta] of deltas.entries()) {
    if (index >= limit('cutWriteAfter')) throw connectionLost(source, `after ${index} writes`)
    const result = writeDelta(source, delta)
    if (index < limit('loseAnswersAfter')) yield result
  }
  if (deltas.length > limit('loseAnswersAfter')) {
    throw connectionLost(source, `after ${source.faults.loseAnswersAfter} answers`)
  }
}

async function* watch(source: MemorySource, { watermark, signal }: WatchRequest): AsyncGenerator<void> {
  let told = watermark === undefined ? source.log.length : Number(watermark)
  while (!signal.aborted) {
    if (source.faults.open !== undefined) throw stop(source.faults.open.status, source.faults.open.problem)
    if (source.log.length > told) {
      told = source.log.length
      yield
    } else await sleep(WATCH_MS, undefined, { signal }).catch(() => undefined)
  }
}

function connectionLost(source: MemorySource, when: string) {
  const message = `The connection to ${source.name} was lost ${when}.`
  return stop('stopped-connectivity', { code: 'source.connection-lost', message })
}
