import type { ConnectorContext, Page, ReadRequest } from '../connector.js'
import { paged } from '../kit/pages.js'
import { stop } from '../kit/stop.js'
import type { Format } from './format.js'
import type { FilePaths } from './paths.js'
import { endOfRecords, offsetOf, watermarkAt } from './watermark.js'

interface Source {
  readonly paths: FilePaths
  readonly context: ConnectorContext
  readonly request: ReadRequest
}

/** Reads the whole file, or what was appended to the delta file since the watermark. */
export async function* readFile(format: Format, { paths, context, request }: Source): AsyncGenerator<Page> {
  const { types } = context
  const { signal } = request
  if (request.mode === 'full') {
    // Taken before reading: what is appended meanwhile is told again rather than missed.
    const end = paths.delta === undefined ? undefined : await watermarkAt(paths.delta, await endIn(format, paths.delta))
    const items = format.objects({ file: paths.main, types, signal })
    yield* paged(items, request, () => (end === undefined ? {} : { watermark: end }))
    return
  }
  if (paths.delta === undefined) throw noDelta()
  const start = await offsetOf(paths.delta, request.watermark)
  const part = { start, end: Math.max(start, await endIn(format, paths.delta)) }
  const watermark = await watermarkAt(paths.delta, part.end)
  const items = part.start === part.end ? [] : format.changes({ file: paths.delta, part, types, signal })
  yield* paged(items, request, () => ({ watermark }))
}

const endIn = async (format: Format, file: string) => endOfRecords(file, await format.ends(file))

function noDelta() {
  return stop('no-start-delta-step-type-not-configured', {
    code: 'run.configuration',
    message: 'The agent names no file of changes.',
    hint: 'Set deltaPath to the file that changes are appended to, or use a full import.',
    where: { path: 'settings.deltaPath' },
  })
}
